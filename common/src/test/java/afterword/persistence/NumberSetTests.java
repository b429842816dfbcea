// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberSetTests {

    @Test
    void writesRangesAsPostgresReadsThem() {
        var set = new NumberSet();
        assertThat(set).hasToString("{}");
        set.addAll(new long[] {3, 1, 2, 7, 2});
        assertThat(set).hasToString("{[1,4),[7,8)}");
        set.addAll(new long[] {4, 5, 6});
        assertThat(set).hasToString("{[1,8)}");
        set.clear();
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void holdsWhatASetOfNumbersHolds() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var set = new NumberSet();
            var plain = new TreeSet<Long>();
            for (int i = 0; i < 5; i++) {
                var numbers = random.longs(random.nextInt(20), 1, 60).toArray();
                set.addAll(numbers);
                for (long number : numbers) {
                    plain.add(number);
                }
            }
            assertThat(set).hasToString(text(plain));
        }
    }

    private static String text(Set<Long> numbers) {
        var text = new StringBuilder();
        for (long number : numbers) {
            if (!numbers.contains(number - 1)) {
                text.append(text.isEmpty() ? "[" : ",[").append(number).append(',');
            }
            if (!numbers.contains(number + 1)) {
                text.append(number + 1).append(')');
            }
        }
        return "{" + text + "}";
    }
}
