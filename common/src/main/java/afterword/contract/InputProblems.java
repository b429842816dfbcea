// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a document, up to a bound. Not thread-safe; one per document.
final class InputProblems {

    private final int most;
    private final List<InputProblem> found = new ArrayList<>(0);

    InputProblems(int most) {
        this.most = most;
    }

    void add(String pointer, String code, String detail) {
        if (found.size() < most) {
            found.add(new InputProblem(pointer, detail, code));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /// Whether something was said of this place already.
    boolean mention(String pointer) {
        return found.stream().anyMatch(problem -> problem.pointer().equals(pointer));
    }

    List<InputProblem> found() {
        return found;
    }
}
