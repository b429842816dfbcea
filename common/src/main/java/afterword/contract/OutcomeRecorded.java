// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.UUID;

/// Message `afterword.outcome.recorded.v1`: a run has ended and its outcome is readable in
/// `analysis.outcome_v1`.
///
/// @param fence the fencing token of the run that recorded it
public record OutcomeRecorded(String tenant, UUID eventId, int generation, long fence) {}
