// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the schema says of a field besides its type.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {

    /// Told to the model.
    String value() default "";

    /// Least of a number, length of a text, or entries of a list.
    long least() default Long.MIN_VALUE;

    /// Most of a number, length of a text, or entries of a list.
    long most() default Long.MAX_VALUE;
}
