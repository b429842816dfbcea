// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What happens on a wire in answer to one request, step by step. Good replies and broken ones are
/// scripts alike; a fault is a change of the script.
record Script(List<Step> steps) {

    Script {
        steps = List.copyOf(steps);
    }

    /// One thing that happens.
    sealed interface Step {

        /// Nothing for a while; a peer that hangs up ends the script.
        record Wait(Duration time) implements Step {}

        /// Bytes go out.
        record Send(byte[] bytes) implements Step {}

        /// The same bytes go out many times.
        record Flood(byte[] bytes, int times) implements Step {}

        /// The connection ends in order (FIN).
        record Close() implements Step {}

        /// The connection is broken off (RST).
        record Reset() implements Step {}
    }

    /// A whole reply after a wait.
    static Script reply(Duration wait, Reply reply) {
        return new Script(List.of(new Step.Wait(wait), new Step.Send(reply.bytes())));
    }

    /// Up to the wait before the last bytes: the time in which the model works.
    Script work() {
        return new Script(steps.subList(0, lastWait()));
    }

    /// What remains after the work.
    Script delivery() {
        return new Script(steps.subList(lastWait(), steps.size()));
    }

    private int lastWait() {
        int at = steps.size() - 1;
        while (at > 0
                && (steps.get(at) instanceof Step.Wait || steps.get(at) instanceof Step.Close)) {
            at--;
        }
        while (at > 0 && !(steps.get(at - 1) instanceof Step.Wait)) {
            at--;
        }
        return at;
    }

    /// The bytes of all sends.
    byte[] bytes() {
        var parts = new ArrayList<byte[]>();
        for (var step : steps) {
            if (step instanceof Step.Send(var bytes)) {
                parts.add(bytes);
            }
        }
        return Bytes.join(parts);
    }

    /// All its waits together.
    Duration time() {
        var time = Duration.ZERO;
        for (var step : steps) {
            if (step instanceof Step.Wait(var wait)) {
                time = time.plus(wait);
            }
        }
        return time;
    }

    /// Waits as this script does in all, then the given steps.
    Script insteadAfterAll(Step... ends) {
        var steps = new ArrayList<Step>();
        steps.add(new Step.Wait(time()));
        steps.addAll(List.of(ends));
        return new Script(steps);
    }

    /// The first half of the bytes, timed as before, then the given steps.
    Script halved(Step... ends) {
        var steps = new ArrayList<Step>();
        int left = bytes().length / 2;
        for (var step : this.steps) {
            if (left <= 0) {
                break;
            }
            if (step instanceof Step.Send(var bytes)) {
                steps.add(new Step.Send(Arrays.copyOf(bytes, Math.min(left, bytes.length))));
                left -= bytes.length;
            } else {
                steps.add(step);
            }
        }
        steps.addAll(List.of(ends));
        return new Script(steps);
    }

    /// The head and the body's first byte, then byte by byte with a pause before each.
    Script dripped(Duration pause) {
        var bytes = bytes();
        int body = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        int first = Math.min(bytes.length, body + 1);
        var steps = new ArrayList<Step>();
        steps.add(new Step.Send(Arrays.copyOf(bytes, first)));
        for (int at = first; at < bytes.length; at++) {
            steps.add(new Step.Wait(pause));
            steps.add(new Step.Send(new byte[] {bytes[at]}));
        }
        return new Script(steps);
    }
}
