// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.llm.Models;
import afterword.analysis.memory.MemoryStore;
import afterword.analysis.money.Prices;
import afterword.persistence.StoreGate;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CatalogSettings.class)
class CatalogConfiguration {

    @Bean
    Places places(Models models, Prices prices, ObjectProvider<MemoryStore> memory) {
        return Places.of(models, prices, memory.getIfAvailable() != null);
    }

    @Bean
    CatalogFiles catalogFiles(CatalogSettings settings, Places places) {
        return new CatalogFiles(settings.folder(), JavaAnalyses.in(settings.folder()), places);
    }

    @Bean
    Catalog catalog(
            CatalogFiles files,
            DefinitionRows rows,
            PlatformTransactionManager manager,
            StoreGate gate) {
        var store = new JpaDefinitionStore(rows, new TransactionTemplate(manager), gate);
        var catalog = new Catalog(files.read(), store, files.reader());
        LoggerFactory.getLogger(Catalog.class).info("analyses: {}", catalog);
        return catalog;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    CatalogReread catalogReread(
            Catalog catalog, CatalogFiles files, CatalogSettings settings, MeterRegistry meters) {
        return new CatalogReread(catalog, files, settings.reread(), meters);
    }

    @Bean
    HealthIndicator catalogHealthIndicator(Catalog catalog, CatalogReread reread) {
        return new CatalogHealth(catalog, reread);
    }
}
