using System.Buffers.Binary;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>Writes lossless JPEG (ITU-T T.81 annex H) the simple way: independent of the decoder, slow, every predictor and shape.</summary>
internal sealed class LosslessEncoder
{
    public required int Width { get; init; }
    public required int Height { get; init; }
    public int Components { get; init; } = 1;
    public int Precision { get; init; } = 16;
    public int Predictor { get; init; } = 1;
    public int PointTransform { get; init; }

    /// <summary>Lines between restart markers; 0 for none.</summary>
    public int RestartLines { get; init; }

    /// <summary>A scan for each component instead of one for all.</summary>
    public bool IsPlanar { get; init; }

    /// <summary>Length of the code of each of the 17 categories.</summary>
    public int[] CodeLengths { get; init; } = [.. Enumerable.Repeat(5, 17)];

    /// <summary>Encodes samples of a pixel together; the low bits that the point transform drops must be zero.</summary>
    public byte[] Encode(int[] samples)
    {
        List<byte> output = [0xFF, 0xD8];
        Segment(output, 0xC3, [(byte)Precision, .. Number(Height), .. Number(Width), (byte)Components,
            .. Enumerable.Range(1, Components).SelectMany(id => new byte[] { (byte)id, 0x11, 0 })]);
        var order = Enumerable.Range(0, 17).OrderBy(category => CodeLengths[category]).ToArray(); // stable: equal lengths in order
        Segment(output, 0xC4, [0, .. Enumerable.Range(1, 16).Select(length => (byte)CodeLengths.Count(code => code == length)), .. order.Select(category => (byte)category)]);
        if (RestartLines > 0)
        {
            Segment(output, 0xDD, Number(RestartLines * Width));
        }

        foreach (var scan in IsPlanar ? Enumerable.Range(0, Components).Select(component => new[] { component }) : [Enumerable.Range(0, Components).ToArray()])
        {
            Segment(output, 0xDA, [(byte)scan.Length, .. scan.SelectMany(component => new byte[] { (byte)(component + 1), 0 }), (byte)Predictor, 0, (byte)PointTransform]);
            Scan(output, samples, scan, Codes(order));
        }

        return [.. output, 0xFF, 0xD9];
    }

    private void Scan(List<byte> output, int[] samples, int[] scan, (int Code, int Length)[] codes)
    {
        var bits = new BitWriter(output);
        for (var y = 0; y < Height; y++)
        {
            var restarts = RestartLines > 0 && y > 0 && y % RestartLines == 0;
            if (restarts)
            {
                bits.Flush();
                output.AddRange([0xFF, (byte)(0xD0 + (((y / RestartLines) - 1) % 8))]);
            }

            var isFirst = y == 0 || (RestartLines > 0 && y % RestartLines == 0);
            for (var x = 0; x < Width; x++)
            {
                foreach (var component in scan)
                {
                    int At(int column, int row) => samples[(((row * Width) + column) * Components) + component] >> PointTransform;
                    var prediction = isFirst
                        ? x == 0 ? 1 << (Precision - PointTransform - 1) : At(x - 1, y)
                        : x == 0 ? At(0, y - 1) : Predict(At(x - 1, y), At(x, y - 1), At(x - 1, y - 1));
                    Difference(bits, (short)(At(x, y) - prediction), codes);
                }
            }
        }

        bits.Flush();
    }

    private int Predict(int a, int b, int c) => Predictor switch
    {
        1 => a, 2 => b, 3 => c, 4 => a + b - c, 5 => a + ((b - c) >> 1), 6 => b + ((a - c) >> 1), _ => (a + b) >> 1,
    };

    private static void Difference(BitWriter bits, short difference, (int Code, int Length)[] codes)
    {
        var category = difference == short.MinValue ? 16 : difference == 0 ? 0 : 1 + (int)Math.Log2(Math.Abs((int)difference));
        bits.Write(codes[category].Code, codes[category].Length);
        if (category is > 0 and < 16)
        {
            bits.Write(difference > 0 ? difference : difference + (1 << category) - 1, category);
        }
    }

    private (int Code, int Length)[] Codes(int[] order)
    {
        var codes = new (int, int)[17];
        int code = 0, length = CodeLengths[order[0]];
        foreach (var category in order)
        {
            code <<= CodeLengths[category] - length;
            length = CodeLengths[category];
            codes[category] = (code++, length);
        }

        return codes;
    }

    private static void Segment(List<byte> output, byte marker, byte[] body) => output.AddRange([0xFF, marker, .. Number(body.Length + 2), .. body]);

    private static byte[] Number(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    /// <summary>Bits, most significant first, a zero behind each 0xFF.</summary>
    private sealed class BitWriter(List<byte> output)
    {
        private int _byte;
        private int _count;

        public void Write(int value, int length)
        {
            for (var bit = length - 1; bit >= 0; bit--)
            {
                _byte = (_byte << 1) | ((value >> bit) & 1);
                if (++_count == 8)
                {
                    output.Add((byte)_byte);
                    if (_byte == 0xFF)
                    {
                        output.Add(0);
                    }

                    (_byte, _count) = (0, 0);
                }
            }
        }

        public void Flush()
        {
            while (_count > 0)
            {
                Write(1, 1);
            }
        }
    }
}
