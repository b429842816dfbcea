// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.contract.Command;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import org.jspecify.annotations.Nullable;

/// Body of `POST /v1/events/{id}/retry`.
///
/// @param mode `failed_parts` (left out: this) or `newer_versions`
/// @param dryRun only counts; left out: false
record RetryOrder(@Nullable String mode, @Nullable Boolean dryRun) {

    static final RetryOrder USUAL = new RetryOrder(null, null);

    boolean rehearses() {
        return Boolean.TRUE.equals(dryRun);
    }

    Command.Kind kind() {
        return switch (mode) {
            case null -> Command.Kind.RETRY;
            case "failed_parts" -> Command.Kind.RETRY;
            case "newer_versions" -> Command.Kind.RENEW;
            default ->
                    throw Refusal.of(ProblemKind.ORDER, "mode is failed_parts or newer_versions.");
        };
    }
}
