-- An event's row is written again when it gets its place in the feed. Its text lies apart from it, and is not; this holds for new rows.
-- Code that does not know this sees no difference.
alter table events alter column data set storage external;
alter table events set (toast_tuple_target = 128);
