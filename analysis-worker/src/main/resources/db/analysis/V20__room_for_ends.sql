-- A part is written twice: when its run is claimed, and when it ends, grown by its result. No column of an index changes in between, so that the
-- second write can stay on the page (HOT) and touch no index, if there is room: about as much again.
alter table analysis.part set (fillfactor = 50);
