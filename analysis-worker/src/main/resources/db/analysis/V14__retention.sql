-- SPDX-License-Identifier: Apache-2.0
-- Raw replies are kept for a time; that a call was made, and what it cost, for good.
create index call_raw_age on analysis.call (at) where raw is not null;
