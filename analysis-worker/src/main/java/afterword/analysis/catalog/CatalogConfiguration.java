// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.persistence.StoreGate;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CatalogSettings.class)
class CatalogConfiguration {

    @Bean
    Catalog catalog(
            CatalogSettings settings,
            DefinitionRows rows,
            PlatformTransactionManager manager,
            StoreGate gate) {
        var store = new JpaDefinitionStore(rows, new TransactionTemplate(manager), gate);
        var catalog = new Catalog(new CatalogFiles(settings.folder()).read(), store);
        LoggerFactory.getLogger(Catalog.class).info("analyses: {}", catalog);
        return catalog;
    }
}
