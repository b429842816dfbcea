// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import afterword.analysis.yaml.YamlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The price table: the deployment's entries, then the built-in ones; the first that fits counts.
///
/// A model without an entry has no price, which is another thing than costing nothing. Thread-safe.
public final class Prices {

    /// Ends without a reply after which the provider may have worked, and bill it.
    private static final Set<CallClass> MAY_BE_BILLED =
            EnumSet.of(
                    CallClass.CUT_OFF,
                    CallClass.STALLED,
                    CallClass.NO_FIRST_BYTE,
                    CallClass.TOTAL_TIMEOUT,
                    CallClass.OVERSIZE,
                    CallClass.CANCELLED);

    private final List<Price> prices;

    private Prices(List<Price> prices) {
        this.prices = List.copyOf(prices);
    }

    /// Nothing has a price.
    public static Prices none() {
        return new Prices(List.of());
    }

    /// Reads the built-in table.
    ///
    /// @param file of the deployment, before it; null where there is none
    /// @throws afterword.analysis.yaml.BrokenFile when the file is no price table
    public static Prices read(@Nullable Path file) {
        var prices = new ArrayList<Price>();
        if (file != null) {
            prices.addAll(entries(YamlFile.read(file)));
        }
        prices.addAll(entries(YamlFile.parse("prices.yaml", builtIn())));
        return new Prices(prices);
    }

    /// A table of its own, for tests and trials.
    public static Prices parse(String name, String text) {
        return new Prices(entries(YamlFile.parse(name, text)));
    }

    private static List<Price> entries(YamlFile file) {
        var entries = file.as(PriceFile.class).prices();
        var prices = new ArrayList<Price>();
        for (var entry : entries) {
            try {
                prices.add(Price.of(entry));
            } catch (IllegalArgumentException e) {
                var place = List.of("prices", String.valueOf(prices.size()));
                throw file.broken(place, String.valueOf(e.getMessage()));
            }
        }
        return prices;
    }

    private static String builtIn() {
        try (var in = Prices.class.getResourceAsStream("/prices/prices.yaml")) {
            if (in == null) {
                throw new IllegalStateException("missing from the jar: prices/prices.yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a call has cost, whatever it ended in.
    ///
    /// What the reply says it used is paid. Where it does not say, or none came although the
    /// provider may have worked, the question is counted as estimated, and an answer as not.
    ///
    /// @param asked model that was asked; the reply may name a more exact one
    /// @param most what the call was estimated to use
    /// @return null when the model has no price
    public @Nullable Cost cost(
            String provider, String asked, CallClass found, Reading.Usage usage, Tokens most) {
        var price = price(provider, asked, usage.model()).orElse(null);
        if (price == null) {
            return null;
        }
        var input = usage.inputTokens();
        if (input != null) {
            var output = usage.outputTokens();
            var cached = usage.cachedTokens();
            long nanos =
                    price.nanos(input, cached == null ? 0 : cached, output == null ? 0 : output);
            return new Cost(nanos, output == null);
        }
        boolean billed = found == CallClass.OK || usage.model() != null;
        return billed || MAY_BE_BILLED.contains(found)
                ? new Cost(price.nanos(most.input(), 0, 0), most.input() > 0)
                : new Cost(0, false);
    }

    /// Whether calls of a model have a price.
    public boolean known(String provider, String asked) {
        return find(provider, asked).isPresent();
    }

    /// What a call may cost at most; 0 for a model without a price.
    public long most(String provider, String asked, Tokens most) {
        return price(provider, asked, null)
                .map(price -> price.nanos(most.input(), 0, most.output()))
                .orElse(0L);
    }

    private Optional<Price> price(String provider, String asked, @Nullable String answered) {
        var exact = answered == null ? Optional.<Price>empty() : find(provider, answered);
        return exact.isPresent() ? exact : find(provider, asked);
    }

    private Optional<Price> find(String provider, String model) {
        return prices.stream().filter(price -> price.isOf(provider, model)).findFirst();
    }
}
