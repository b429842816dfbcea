// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.Prompt;
import org.jspecify.annotations.Nullable;

/// What is particular about the next call of a part, after all the calls before it.
///
/// @param calls made so far, over all visits
/// @param faults attempts that the part itself has used up
/// @param tooLong how often the input was too long: it is halved as often
/// @param truncated how often the answer was cut: it gets double the room
/// @param repair the answer to be mended; null on a plain question
record Question(int calls, int faults, int tooLong, int truncated, Prompt.@Nullable Repair repair) {

    /// The same, with an answer to be mended.
    Question repairing(Prompt.@Nullable Repair broken) {
        return new Question(calls, faults, tooLong, truncated, broken);
    }
}
