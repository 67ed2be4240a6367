package dev.awl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Adds the fields of one event to the object being written. */
@FunctionalInterface
public interface JsonBody {
  void write(JsonGenerator json) throws IOException;
}
