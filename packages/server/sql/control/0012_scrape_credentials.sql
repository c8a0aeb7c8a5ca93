-- How a target wants to be asked. Apart from its document, which is shown to whoever may read targets.
alter table scrape_targets add column credentials jsonb;
