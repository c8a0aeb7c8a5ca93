-- A cube of everything together, and a table that is read in smaller steps: all is rolled up once more, and read from rows until then.
delete from figures_marks where name = 'interactions';
