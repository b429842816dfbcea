-- SPDX-License-Identifier: Apache-2.0
-- Due parts that do not wait for the memory store: while that is down, only these are woken for, however many wait for it.
create index part_due on analysis.part (retry_at) where status = 'PARKED' and provider is distinct from 'memory';
