// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a model's tokens cost. Immutable.
///
/// All sums are whole nano-dollars for a million tokens: a tenth of a cent for a million tokens is
/// exact, and nothing is ever a fraction of a `double`.
///
/// @param provider pattern of the provider's place (`main`, `fallback`, `memory`); `*` is any text
/// @param model pattern of the model's name
/// @param input for a million tokens
/// @param cachedInput for a million tokens that the provider had cached
/// @param output for a million tokens
/// @param call for each call, whatever its tokens
record Price(
        Pattern provider, Pattern model, long input, long cachedInput, long output, long call) {

    private static final BigDecimal NANOS = BigDecimal.TEN.pow(9);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigDecimal MOST = new BigDecimal(1_000_000); // USD
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    /// An entry of the table, in USD.
    static Price of(PriceFile.Entry entry) {
        if (entry.input() == null && entry.output() == null && entry.call() == null) {
            throw new IllegalArgumentException("an entry has input and output, or call");
        }
        long input = nanos("input", entry.input());
        return new Price(
                glob(entry.provider() == null ? "*" : entry.provider()),
                glob(entry.model()),
                input,
                entry.cachedInput() == null ? input : nanos("cached-input", entry.cachedInput()),
                nanos("output", entry.output()),
                nanos("call", entry.call()));
    }

    private static long nanos(String field, @Nullable BigDecimal dollars) {
        if (dollars == null) {
            return 0;
        }
        if (dollars.signum() < 0 || dollars.compareTo(MOST) > 0 || dollars.scale() > 9) {
            throw new IllegalArgumentException(
                    field + " is 0 to 1,000,000 USD with at most 9 decimals");
        }
        return dollars.multiply(NANOS).setScale(0, RoundingMode.UNNECESSARY).longValueExact();
    }

    private static Pattern glob(String text) {
        return Pattern.compile("\\Q" + text.replace("*", "\\E.*\\Q") + "\\E");
    }

    boolean isOf(String place, String name) {
        return provider.matcher(place).matches() && model.matcher(name).matches();
    }

    /// Nano-dollars of a call, rounded half up once.
    ///
    /// @param cached of the input tokens; more than all of them count as all
    long nanos(long inputTokens, long cached, long outputTokens) {
        long ofCache = Math.min(cached, inputTokens);
        var millionfold =
                product(input, inputTokens - ofCache)
                        .add(product(cachedInput, ofCache))
                        .add(product(output, outputTokens));
        return millionfold
                .add(MILLION.shiftRight(1))
                .divide(MILLION)
                .add(BigInteger.valueOf(call))
                .min(LONGEST)
                .longValueExact();
    }

    /// What a reply says is not to be trusted to stay within a `long`.
    private static BigInteger product(long price, long tokens) {
        return BigInteger.valueOf(price).multiply(BigInteger.valueOf(tokens));
    }
}
