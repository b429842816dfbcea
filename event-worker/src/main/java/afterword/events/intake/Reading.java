// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.Reason;
import afterword.events.deadletter.Burial;
import afterword.messaging.Delivery;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/// Reads deliveries, which are single events or batches of them, under the eyes of a [HangWatch].
/// For one thread.
final class Reading {

    private final Decoding decoding;
    private final HangWatch watch;

    /// What makes an event of a submission; never fails.
    @FunctionalInterface
    interface Decoding {
        Decoded decode(Submission submission);
    }

    Reading(Decoding decoding, HangWatch watch) {
        this.decoding = decoding;
        this.watch = watch;
    }

    /// What deliveries hold, in order.
    List<Decoded> read(List<Delivery> deliveries) {
        return watch.over(() -> deliveries.stream().flatMap(this::decode).toList());
    }

    /// The members of a batch, not read.
    ///
    /// @throws JacksonException when it is none
    List<Submission> members(Delivery delivery) {
        return watch.over(() -> Members.split(Submission.of(delivery)));
    }

    private Stream<Decoded> decode(Delivery delivery) {
        var submission = Submission.of(delivery);
        if (!Members.isBatch(submission.body())) {
            return Stream.of(decoding.decode(submission));
        }
        try {
            return Members.split(submission).stream().map(decoding::decode);
        } catch (JacksonException _) {
            return Stream.of(new Decoded.Dead(unreadable(delivery)));
        }
    }

    private static Burial unreadable(Delivery delivery) {
        return Burial.of(
                delivery, Decoder.STAGE, Reason.MALFORMED, "the batch is not a JSON array");
    }
}
