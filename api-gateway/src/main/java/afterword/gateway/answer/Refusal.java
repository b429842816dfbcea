// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import afterword.contract.InputProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A request that ends with a problem: thrown anywhere below a controller, answered in one place.
///
/// Carries no stack trace; it is an expected end, and hostile clients cause many.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ProblemKind kind;
    private final transient Problem problem;
    private final transient Map<String, String> headers;

    private Refusal(ProblemKind kind, Problem problem, Map<String, String> headers) {
        super(kind.code(), null, false, false);
        this.kind = kind;
        this.problem = problem;
        this.headers = Map.copyOf(headers);
    }

    /// Refuses with a sentence for the client.
    public static Refusal of(ProblemKind kind, String detail) {
        return new Refusal(kind, Problem.of(kind, detail), Map.of());
    }

    /// Refuses with the places that are wrong.
    public static Refusal of(ProblemKind kind, String detail, List<InputProblem> errors) {
        return new Refusal(kind, Problem.of(kind, detail, errors), Map.of());
    }

    /// The same with one more header.
    public Refusal with(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Refusal(kind, problem, more);
    }

    /// The same, to be tried again after some seconds.
    public Refusal retryAfter(int seconds) {
        return with("Retry-After", Integer.toString(seconds));
    }

    /// Which refusal it is.
    public ProblemKind kind() {
        return kind;
    }

    /// What the client is told.
    public Problem problem() {
        return problem;
    }

    /// The whole answer.
    public Answer answer() {
        var answer = problem.answer();
        for (var header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }
}
