using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// The safetensors format: length of the header (u64), header (JSON: name → dtype, shape, offsets), raw little-endian data. Python reads what
/// is written here and the other way round.
/// </summary>
public static class SafeTensors
{
    private const string MetadataKey = "__metadata__";
    private const int MaxHeaderBytes = 100_000_000; // the reference implementation's limit
    private const int Alignment = 8;

    private static readonly Dictionary<string, ScalarType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = ScalarType.Float64,
        ["I64"] = ScalarType.Int64,
        ["F32"] = ScalarType.Float32,
        ["I32"] = ScalarType.Int32,
        ["BF16"] = ScalarType.BFloat16,
        ["F16"] = ScalarType.Float16,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    private static readonly Dictionary<ScalarType, string> TypeNames = Types.ToDictionary(type => type.Value, type => type.Key);

    /// <summary>Writes tensors; the same tensors give the same bytes, whatever the dictionary's order.</summary>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();

        // Wide elements first: every tensor then begins at a multiple of its element size.
        var ordered = tensors
            .OrderByDescending(tensor => tensor.Value.element_size())
            .ThenBy(tensor => tensor.Key, StringComparer.Ordinal)
            .ToList();
        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
        {
            stream.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Reads every tensor; they belong to the caller.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a valid file; the message says what is wrong.</exception>
    public static Dictionary<string, Tensor> Read(Stream stream) => Read(stream, out _);

    /// <summary>Reads every tensor and the file's metadata; the tensors belong to the caller.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a valid file; the message says what is wrong.</exception>
    public static Dictionary<string, Tensor> Read(Stream stream, out IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using var scope = NewDisposeScope();
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            stream.ReadExactly(length);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
            if (headerLength is < 2 or > MaxHeaderBytes)
            {
                throw new InvalidDataException($"Not a safetensors file: its first 8 bytes give a header of {headerLength} bytes; 2 to {MaxHeaderBytes} are possible.");
            }

            var header = new byte[headerLength];
            stream.ReadExactly(header);
            var entries = Entries(header, out metadata);
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                var tensor = empty(entry.Shape, entry.Type);
                if (entry.Bytes > 0)
                {
                    stream.ReadExactly(tensor.bytes);
                }

                tensors.Add(entry.Name, tensor.MoveToOuterDisposeScope());
            }

            return tensors;
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("The safetensors file ends before the data that its header announces.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The header of the safetensors file is not what the format asks for: {exception.Message}", exception);
        }
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (name, tensor) in ordered)
            {
                if (!TypeNames.TryGetValue(tensor.dtype, out var type))
                {
                    throw new ArgumentException($"Tensor '{name}' is of type {tensor.dtype}, which safetensors cannot hold.");
                }

                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.numel() * tensor.element_size();
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    // The data must follow one another without gap or overlap, as the format demands; so they can be read from a stream that cannot seek.
    private static List<Entry> Entries(byte[] header, out IReadOnlyDictionary<string, string> metadata)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<Entry>();
        using var json = JsonDocument.Parse(header);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                foreach (var note in property.Value.EnumerateObject())
                {
                    notes[note.Name] = note.Value.GetString() ?? "";
                }

                continue;
            }

            var typeName = property.Value.GetProperty("dtype").GetString() ?? "";
            if (!Types.TryGetValue(typeName, out var type))
            {
                throw new InvalidDataException($"Tensor '{property.Name}' is of type '{typeName}'; known are: {string.Join(", ", Types.Keys)}.");
            }

            var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
            if (offsets.Length != 2 || shape.Any(size => size < 0))
            {
                throw new InvalidDataException($"Tensor '{property.Name}' has shape [{string.Join(", ", shape)}] and offsets [{string.Join(", ", offsets)}]: two offsets and no negative size are expected.");
            }

            entries.Add(new Entry(property.Name, type, shape, offsets[0], offsets[1]));
        }

        entries.Sort(static (a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long position = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != position || (Int128)(entry.End - entry.Begin) != entry.ExpectedBytes)
            {
                throw new InvalidDataException($"Tensor '{entry.Name}' of {entry.Type} [{string.Join(", ", entry.Shape)}] lies at bytes {entry.Begin} to {entry.End}; expected are {entry.ExpectedBytes} bytes from {position} on.");
            }

            position = entry.End;
        }

        metadata = notes;
        return entries;
    }

    private sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
    {
        public long Bytes => End - Begin;

        public Int128 ExpectedBytes => Shape.Aggregate((Int128)Type.ElementSize(), (bytes, size) => bytes * size);
    }
}
