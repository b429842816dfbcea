// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.EventWorkerApplication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/// An event-worker in a process of its own, from the classpath of the tests but without their
/// wiring.
final class WorkerMain {

    /// First argument of a worker that never comes to the end of some messages.
    static final String HANGING = "hanging";

    /// What such a message contains.
    static final String POISON = "hang on this";

    private WorkerMain() {}

    /// Runs until it is killed or hangs.
    public static void main(String[] args) {
        var sources = new ArrayList<Class<?>>(List.of(EventWorkerApplication.class));
        if (Arrays.asList(args).contains(HANGING)) {
            sources.add(Hanging.class);
        }
        var application = new SpringApplication(sources.toArray(Class<?>[]::new));
        application.addInitializers(context ->
                context.getBeanFactory().registerSingleton("noWiringOfTests", new NoWiring()));
        application.run(args);
    }

    /// Keeps the scan away from configurations of tests.
    private static final class NoWiring extends TypeExcludeFilter {

        @Override
        public boolean match(MetadataReader reader, MetadataReaderFactory factory) {
            return reader.getAnnotationMetadata().hasAnnotation(TestConfiguration.class.getName());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof NoWiring;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /// Spins on some messages, as a parser with a bug does.
    @TestConfiguration(proxyBeanMethods = false)
    static class Hanging {

        @Bean
        @Primary
        Reading.Decoding hangs(Decoder decoder) {
            return submission -> {
                boolean poison =
                        new String(submission.body(), StandardCharsets.UTF_8).contains(POISON);
                while (poison) {
                    Thread.onSpinWait();
                }
                return decoder.decode(submission);
            };
        }
    }
}
