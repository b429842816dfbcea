// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import afterword.contract.ContractJson;
import afterword.contract.InputProblem;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/// A refusal as RFC 9457 writes it. Never holds what the client sent.
///
/// @param type `urn:afterword:problem:<code>`
/// @param detail what is allowed, or what to do, in one sentence
/// @param errors the places that are wrong; left out when empty
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<InputProblem> errors) {

    /// The media type of every refusal.
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    /// A problem that lies in certain places of the input.
    public static Problem of(ProblemKind kind, String detail, List<InputProblem> errors) {
        return new Problem(
                "urn:afterword:problem:" + kind.code(),
                kind.title(),
                kind.status(),
                detail,
                errors);
    }

    /// A problem of the request as a whole.
    public static Problem of(ProblemKind kind, String detail) {
        return of(kind, detail, List.of());
    }

    /// The answer that carries it.
    public Answer answer() {
        return new Answer(status, MEDIA_TYPE, Map.of(), ContractJson.write(this));
    }
}
