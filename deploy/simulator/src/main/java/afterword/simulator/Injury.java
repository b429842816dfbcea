// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Turns the script of a good reply into that of a broken one.
final class Injury {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final byte[] MEGABYTE = blanks(1 << 20);

    private Injury() {}

    /// The script with a fault of the transport. Faults that are a matter of the form of a stream
    /// ([ChatReply] writes them) pass unchanged.
    static Script of(Script good, WireFault fault, FaultRule.Details details) {
        var longer = new Script.Step.Wait(details.delay(LONG));
        var reset = new Script.Step.Reset();
        var close = new Script.Step.Close();
        return switch (fault) {
            case RESET_BEFORE -> new Script(List.of(reset));
            case RESET_AFTER -> good.insteadAfterAll(reset);
            case NO_HEADERS -> new Script(List.of(longer, reset));
            case DRIP -> good.dripped(details.delay(Duration.ofSeconds(5)));
            case STALL -> good.halved(longer, reset);
            case CUT -> good.halved(close);
            case CUT_RESET -> good.halved(reset);
            case DONE_OPEN -> open(good, longer, close);
            case LENGTH_MISMATCH -> good.insteadAfterAll(new Script.Step.Send(longer(good)), close);
            case HUGE -> huge(good, details.size(100));
            case GZIP_BOMB -> good.insteadAfterAll(new Script.Step.Send(bomb()));
            case SLOW -> slow(good, details.delay(Duration.ofSeconds(10)));
            case NO_FINISH, NO_DONE, NOISE, TWO_IN_LINE, BIG_EVENT, ERROR_EVENT, TWO_CHOICES ->
                    good;
        };
    }

    /// Leaves out the empty chunk that ends a stream; a whole reply has no such place.
    private static Script open(Script good, Script.Step... ends) {
        var steps = new ArrayList<>(good.steps());
        if (steps.size() > 2) {
            steps.removeLast();
        }
        steps.addAll(List.of(ends));
        return new Script(steps);
    }

    private static Script slow(Script good, Duration delay) {
        var steps = new ArrayList<Script.Step>();
        steps.add(new Script.Step.Wait(delay));
        steps.addAll(good.steps());
        return new Script(steps);
    }

    private static byte[] longer(Script good) {
        var bytes = good.bytes();
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n") + 4;
        var content = Arrays.copyOfRange(bytes, body, bytes.length);
        var type = List.of(new Reply.Header("Content-Type", "application/json"));
        return new Reply(200, type, content).bytes(content.length + 100);
    }

    private static Script huge(Script good, int megabytes) {
        var type = List.of(new Reply.Header("Content-Type", "application/json"));
        var head = new Reply(200, type, new byte[0]).bytes(megabytes << 20);
        return good.insteadAfterAll(
                new Script.Step.Send(head), new Script.Step.Flood(MEGABYTE, megabytes));
    }

    /// Ten gzip members of 10 MB each, which readers take as one text; packing 100 MB anew for each
    /// call would cost half a second.
    private static byte[] bomb() {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            for (int megabytes = 0; megabytes < 10; megabytes++) {
                gzip.write(MEGABYTE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var whole = Bytes.join(Collections.nCopies(10, packed.toByteArray()));
        var headers =
                List.of(
                        new Reply.Header("Content-Type", "application/json"),
                        new Reply.Header("Content-Encoding", "gzip"));
        return new Reply(200, headers, whole).bytes();
    }

    private static byte[] blanks(int count) {
        var blanks = new byte[count];
        Arrays.fill(blanks, (byte) ' ');
        return blanks;
    }
}
