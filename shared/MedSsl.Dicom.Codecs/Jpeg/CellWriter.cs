using System.Runtime.InteropServices;
using JpegLibrary;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>Puts the blocks that JpegLibrary decodes into place: blocks overhang the image at its right and lower edge, and values the range at both ends.</summary>
internal sealed class CellWriter(CodestreamHeader header) : JpegBlockOutputWriter
{
    private const int Side = 8;

    /// <summary>The cells, samples of a pixel together.</summary>
    public byte[] Cells { get; } = new byte[header.CellBytes];

    /// <summary>Blocks that began inside the image.</summary>
    public long Blocks { get; private set; }

    /// <summary>Blocks that the image has.</summary>
    public long ExpectedBlocks { get; } = (long)((header.Width + Side - 1) / Side) * ((header.Height + Side - 1) / Side) * header.Components;

    /// <inheritdoc />
    public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
    {
        if (x >= header.Width || y >= header.Height || (uint)componentIndex >= (uint)header.Components)
        {
            return;
        }

        Blocks++;
        var block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, Side * Side);
        int columns = Math.Min(Side, header.Width - x), rows = Math.Min(Side, header.Height - y);
        var most = (short)((1 << header.Precision) - 1);
        for (var row = 0; row < rows; row++)
        {
            var first = ((((y + row) * header.Width) + x) * header.Components) + componentIndex;
            var values = block.Slice(row * Side, columns);
            if (header.BytesPerCell == 1)
            {
                Put(values, Cells.AsSpan(first), header.Components, most);
            }
            else
            {
                Put(values, MemoryMarshal.Cast<byte, ushort>(Cells.AsSpan())[first..], header.Components, most);
            }
        }
    }

    private static void Put(ReadOnlySpan<short> values, Span<byte> cells, int step, short most)
    {
        for (var i = 0; i < values.Length; i++)
        {
            cells[i * step] = (byte)Math.Clamp(values[i], (short)0, most);
        }
    }

    private static void Put(ReadOnlySpan<short> values, Span<ushort> cells, int step, short most)
    {
        for (var i = 0; i < values.Length; i++)
        {
            cells[i * step] = (ushort)Math.Clamp(values[i], (short)0, most);
        }
    }
}
