-- Figures are kept apart by organization and by user alone as well: everything is rolled up once more, and read from rows until then.
delete from figures_marks where name = 'interactions';
