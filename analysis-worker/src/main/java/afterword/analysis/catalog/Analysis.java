// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.transcript.InputPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One analysis, ready to run. Immutable.
public sealed interface Analysis {

    /// Its name, version and hash.
    Pin pin();

    /// When it is not worth a run.
    SkipRule skip();

    /// Asks a model, and takes the answer only through its schema.
    ///
    /// @param memory whether the memory API answers instead, where one is configured
    record Prompted(
            Pin pin,
            PromptTemplate prompt,
            AnswerSchema answer,
            InputPolicy input,
            ModelPolicy policy,
            SkipRule skip,
            boolean memory)
            implements Analysis {

        /// What a question comes to at most, for estimates: the transcript and all that stands
        /// around it, the schema included.
        ///
        /// @return about bytes of UTF-8
        public long questionBytes(String transcript) {
            return transcript.getBytes(StandardCharsets.UTF_8).length
                    + prompt.system().length()
                    + prompt.user().length()
                    + (long) answer.length();
        }
    }

    /// Written in Java, by a class that this process does not have. Never current; a run that was
    /// pinned to it waits for a process that has it.
    record Elsewhere(Pin pin, SkipRule skip) implements Analysis {}

    /// Computed from other analyses of the same run, without a call.
    ///
    /// @param from names of its inputs, all of which must have succeeded
    record Derived(Pin pin, List<String> from, Formula formula, SkipRule skip) implements Analysis {
        public Derived {
            from = List.copyOf(from);
        }
    }
}
