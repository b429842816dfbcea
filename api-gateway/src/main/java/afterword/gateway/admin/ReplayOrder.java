// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.contract.LetterFilter;
import afterword.contract.Reason;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Body of `POST /v1/admin/dead-letters/replay`.
///
/// @param dryRun only counts; left out: false
record ReplayOrder(
        @Nullable List<@Nullable String> ids,
        @Nullable String reason,
        @Nullable String stage,
        @Nullable String before,
        @Nullable Boolean dryRun) {

    static final ReplayOrder NONE = new ReplayOrder(null, null, null, null, null);

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
    private static final Pattern STAGE = Pattern.compile("[a-z]{1,16}");

    boolean rehearses() {
        return Boolean.TRUE.equals(dryRun);
    }

    /// What is to be replayed, or a refusal.
    LetterFilter filter() {
        if (stage != null && !STAGE.matcher(stage).matches()) {
            throw wrong("stage is one of those that the listing shows");
        }
        try {
            return new LetterFilter(numbers(), reason(reason), stage, time());
        } catch (IllegalArgumentException _) {
            throw wrong("give at least one of ids (at most 1000), reason, stage and before");
        }
    }

    private List<Long> numbers() {
        var numbers = new ArrayList<Long>();
        for (var id : ids == null ? List.<@Nullable String>of() : ids) {
            if (id == null || !ID.matcher(id).matches()) {
                throw wrong("an id is the id of a listed dead letter, as text");
            }
            numbers.add(Long.parseLong(id));
        }
        return numbers;
    }

    private @Nullable Instant time() {
        try {
            return before == null ? null : Instant.parse(before);
        } catch (DateTimeException _) {
            throw wrong("before is a time such as 2026-01-02T03:04:05Z");
        }
    }

    /// @throws Refusal when it is given and not a reason
    static @Nullable Reason reason(@Nullable String text) {
        return text == null
                ? null
                : Arrays.stream(Reason.values())
                        .filter(it -> it.name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> wrong("reason is one of those in /openapi.yaml"));
    }

    private static Refusal wrong(String detail) {
        return Refusal.of(ProblemKind.ORDER, detail + ".");
    }
}
