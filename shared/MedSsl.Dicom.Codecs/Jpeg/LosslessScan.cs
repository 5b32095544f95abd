namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>One scan of lossless JPEG: its components, their tables, predictor and point transform (ITU-T T.81 sections B.2.3 and H.1).</summary>
internal sealed class LosslessScan
{
    private readonly CodestreamHeader _header;
    private readonly DifferenceTable[] _tables;
    private readonly int _predictor;
    private readonly int _shift;
    private readonly int _linesOfInterval;

    private LosslessScan(CodestreamHeader header, int[] components, DifferenceTable[] tables, int predictor, int shift, int linesOfInterval)
    {
        (_header, Components, _tables) = (header, components, tables);
        (_predictor, _shift, _linesOfInterval) = (predictor, shift, linesOfInterval);
    }

    /// <summary>The components that it holds, by their place in the frame header.</summary>
    public int[] Components { get; }

    public static LosslessScan? Of(
        ReadOnlySpan<byte> segment, CodestreamHeader header, ReadOnlySpan<byte> frameComponents, DifferenceTable?[] tables, int restartInterval, out string? problem)
    {
        var count = segment.IsEmpty ? 0 : segment[0];
        if (count == 0 || count > header.Components || segment.Length < 4 + (2 * count) || frameComponents.IsEmpty)
        {
            problem = "a scan header is damaged";
            return null;
        }

        var components = new int[count];
        var ofComponents = new DifferenceTable[count];
        for (var i = 0; i < count; i++)
        {
            components[i] = -1;
            for (var j = 0; j < header.Components; j++)
            {
                components[i] = frameComponents[3 * j] == segment[1 + (2 * i)] && Array.IndexOf(components, j, 0, i) < 0 ? j : components[i];
            }

            var selector = segment[2 + (2 * i)] >> 4;
            if (components[i] < 0 || selector > 3 || tables[selector] is not { } table)
            {
                problem = components[i] < 0 ? "a scan names a component that the frame does not have" : $"a scan uses Huffman table {selector}, which is not there";
                return null;
            }

            ofComponents[i] = table;
        }

        int predictor = segment[1 + (2 * count)], shift = segment[3 + (2 * count)] & 15;
        problem = predictor is < 1 or > 7 ? $"predictor {predictor} is not one of 1 to 7"
            : shift >= header.Precision ? $"a point transform by {shift} bits leaves nothing of {header.Precision}"
            : restartInterval % header.Width != 0 ? $"a restart interval of {restartInterval} samples is no whole number of lines of {header.Width}"
            : count > 1 && count != header.Components ? $"a scan holds {count} of {header.Components} components; one or all are read"
            : null;
        return problem is null ? new LosslessScan(header, components, ofComponents, predictor, shift, restartInterval / header.Width) : null;
    }

    /// <summary>Decodes into <paramref name="samples"/>, samples of a pixel together; returns what is wrong, if anything is.</summary>
    public string? Decode(ReadOnlySpan<byte> data, ref int position, Span<ushort> samples) => _predictor switch
    {
        1 => Decode<LeftPredictor>(data, ref position, samples),
        2 => Decode<AbovePredictor>(data, ref position, samples),
        3 => Decode<AboveLeftPredictor>(data, ref position, samples),
        4 => Decode<PlanePredictor>(data, ref position, samples),
        5 => Decode<LeftSlopePredictor>(data, ref position, samples),
        6 => Decode<AboveSlopePredictor>(data, ref position, samples),
        _ => Decode<MeanPredictor>(data, ref position, samples),
    };

    private string? Decode<TPredictor>(ReadOnlySpan<byte> data, ref int position, Span<ushort> samples)
        where TPredictor : IPredictor
    {
        var reader = new EntropyReader(data, position);
        int of = _header.Components, width = _header.Width * of;
        var isAlone = Components.Length < of;
        var line = isAlone ? new ushort[_header.Width] : default(Span<ushort>);
        var above = isAlone ? new ushort[_header.Width] : default(Span<ushort>);
        for (var y = 0; y < _header.Height; y++)
        {
            var restarts = _linesOfInterval > 0 && y > 0 && y % _linesOfInterval == 0;
            if (restarts && !reader.TryRestart())
            {
                return $"a restart marker is missing behind line {y} of {_header.Height}";
            }

            var row = samples.Slice(y * width, width);
            line = isAlone ? line : row;
            DecodeLine<TPredictor>(ref reader, line, y == 0 || restarts ? default : above);
            if (reader.IsExhausted)
            {
                return $"its data end in line {y + 1} of {_header.Height}";
            }

            if (isAlone)
            {
                Scatter(line, row[Components[0]..], of);
                line.CopyTo(above);
            }
            else
            {
                above = row;
            }
        }

        position = reader.Position;
        Shift(samples);
        return null;
    }

    private void DecodeLine<TPredictor>(ref EntropyReader reader, Span<ushort> line, ReadOnlySpan<ushort> above)
        where TPredictor : IPredictor
    {
        if (_tables.Length > 1)
        {
            LosslessLine.Interleaved<TPredictor>(ref reader, _tables, line, above, FirstPrediction);
        }
        else
        {
            LosslessLine.Single<TPredictor>(ref reader, _tables[0], line, above, FirstPrediction);
        }
    }

    /// <summary>Half of the range (T.81 section H.1.2.1).</summary>
    private int FirstPrediction => 1 << (_header.Precision - _shift - 1);

    private void Shift(Span<ushort> samples)
    {
        if (_shift == 0)
        {
            return;
        }

        foreach (var component in Components)
        {
            for (var i = component; i < samples.Length; i += _header.Components)
            {
                samples[i] <<= _shift;
            }
        }
    }

    private static void Scatter(ReadOnlySpan<ushort> line, Span<ushort> row, int step)
    {
        for (var i = 0; i < line.Length; i++)
        {
            row[i * step] = line[i];
        }
    }
}
