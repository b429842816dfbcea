// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.UUID;

/// Message `afterword.analysis.requested.v1`: please analyse a stored event. Ids only; the
/// transcript lives in one place.
///
/// @param generation counts deliberate re-analyses, from 1; a repeat of the request carries the
///   same number
public record AnalysisRequested(String tenant, UUID eventId, int generation) {}
