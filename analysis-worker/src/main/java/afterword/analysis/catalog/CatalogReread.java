// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.yaml.BrokenFile;
import afterword.concurrent.Repeater;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the folder again and again, so that a new file or version reaches the next run. What is
/// broken keeps the last good set and is told once: a log line, a meter, a detail of the health.
final class CatalogReread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogReread.class);

    private final Catalog catalog;
    private final CatalogFiles files;
    private final MeterRegistry meters;
    private final Repeater repeater;
    private volatile @Nullable String broken; // written by the repeater, read by the health check

    CatalogReread(Catalog catalog, CatalogFiles files, Duration every, MeterRegistry meters) {
        this.catalog = catalog;
        this.files = files;
        this.meters = meters;
        this.repeater = new Repeater("catalog", every, this::turn, this::failed);
        Gauge.builder("afterword.analysis.catalog.broken", this, it -> it.broken == null ? 0 : 1)
                .description("1 while the folder of analyses holds something that is refused")
                .register(meters);
        Gauge.builder("afterword.analysis.catalog.analyses", catalog, it -> it.current().size())
                .register(meters);
    }

    void start() {
        repeater.start();
    }

    /// Why the folder is not taken over; empty while it is.
    Optional<String> broken() {
        return Optional.ofNullable(broken);
    }

    private boolean turn() {
        read();
        return false;
    }

    /// Reads the folder once.
    void read() {
        try {
            boolean changed = catalog.replace(files.read());
            if (changed || broken != null) {
                LOG.info("analyses: {}", catalog);
            }
            broken = null;
            count(changed ? "changed" : "same");
        } catch (BrokenFile e) {
            var reason = String.valueOf(e.getMessage());
            if (!reason.equals(broken)) {
                LOG.error("analyses stay as they are: {}, {}", reason, catalog);
            }
            broken = reason;
            count("broken");
        }
    }

    /// The store is away, or a bug: once more at the next turn.
    private void failed(RuntimeException e) {
        count("failed");
        LOG.warn("folder of analyses not taken over this time: {}", e.toString());
    }

    private void count(String result) {
        meters.counter("afterword.analysis.catalog.reads", "result", result).increment();
    }

    @Override
    public void close() {
        repeater.close();
    }
}
