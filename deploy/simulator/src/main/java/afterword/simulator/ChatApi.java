// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.time.InstantSource;

/// `POST …/chat/completions` as OpenAI defines it, whole or as a stream.
final class ChatApi {

    private final Stage stage;
    private final InstantSource clock;

    ChatApi(Stage stage, InstantSource clock) {
        this.stage = stage;
        this.clock = clock;
    }

    void handle(Request request, Wire wire) throws IOException {
        ChatCall call;
        try {
            call = ChatCall.of(request);
        } catch (IllegalArgumentException e) {
            var message = String.valueOf(e.getMessage());
            wire.send(Reply.error(400, "invalid_request_error", "invalid_request", message));
            return;
        }
        var cue =
                new Stage.Cue(
                        Stage.Caller.of(request),
                        call.model(),
                        call.part(),
                        call.promptTokens(),
                        call.fingerprint());
        stage.play(cue, wire, turn -> script(call, turn));
    }

    private Script script(ChatCall call, Stage.Turn turn) {
        var rule = turn.rule();
        var answer = Answer.to(call);
        if (rule != null && rule.fault() instanceof ContentFault fault) {
            answer = fault.change(answer, call, rule.details());
        }
        var id = "chatcmpl-" + Long.toHexString(turn.luck());
        var reply = new ChatReply(call, answer, id, clock.instant().getEpochSecond());
        return reply.script(turn.pause(), rule);
    }
}
