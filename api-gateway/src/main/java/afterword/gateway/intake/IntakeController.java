// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.gateway.access.Caller;
import afterword.gateway.access.Needs;
import afterword.gateway.access.Scope;
import afterword.gateway.answer.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/// The doors for finished conversations.
@Controller
final class IntakeController {

    private static final String JSON = "application/json";

    private final Entrance entrance;
    private final BatchEntrance batches;

    IntakeController(Entrance entrance, BatchEntrance batches) {
        this.entrance = entrance;
        this.batches = batches;
    }

    @Needs(Scope.INGEST)
    @PostMapping(path = "/v1/conversations/end", consumes = JSON, produces = JSON)
    Answer conversation(Caller caller, HttpServletRequest request) {
        return entrance.take(caller, request, Map.of());
    }

    @Needs(Scope.INGEST)
    @PostMapping(path = "/v1/events", consumes = "application/cloudevents+json", produces = JSON)
    Answer structured(Caller caller, HttpServletRequest request) {
        return entrance.take(caller, request, CloudEventHeaders.STRUCTURED);
    }

    @Needs(Scope.INGEST)
    @PostMapping(path = "/v1/events", consumes = JSON, produces = JSON)
    Answer binary(Caller caller, HttpServletRequest request) {
        return entrance.take(caller, request, CloudEventHeaders.read(request));
    }

    @Needs(Scope.INGEST)
    @PostMapping(
            path = "/v1/events",
            consumes = "application/cloudevents-batch+json",
            produces = JSON)
    Answer batch(Caller caller, HttpServletRequest request) {
        return batches.take(caller, request);
    }
}
