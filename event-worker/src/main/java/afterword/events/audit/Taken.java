// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import afterword.contract.HandoverNumber;
import afterword.contract.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a batch took from the queue.
///
/// @param messages that the broker handed over, groups counted as one
/// @param numbers those that gateways gave to what was in them
public record Taken(int messages, List<HandoverNumber> numbers) {

    public Taken {
        numbers = List.copyOf(numbers);
    }

    /// Nothing that is to be counted.
    public static final Taken NOTHING = new Taken(0, List.of());

    /// The number among a message's headers.
    public static Optional<HandoverNumber> number(Map<String, String> headers) {
        var text = headers.get(Headers.NUMBER);
        return text == null ? Optional.empty() : HandoverNumber.parse(text);
    }
}
