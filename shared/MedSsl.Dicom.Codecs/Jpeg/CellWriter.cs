using System.Buffers.Binary;
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
        var block = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref blockRef, Side * Side);
        int columns = Math.Min(Side, header.Width - x), rows = Math.Min(Side, header.Height - y), most = (1 << header.Precision) - 1;
        for (var row = 0; row < rows; row++)
        {
            var cell = ((((y + row) * header.Width) + x) * header.Components) + componentIndex;
            for (var column = 0; column < columns; column++, cell += header.Components)
            {
                var value = Math.Clamp((int)block[(row * Side) + column], 0, most);
                if (header.BytesPerCell == 1)
                {
                    Cells[cell] = (byte)value;
                }
                else
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(Cells.AsSpan(2 * cell), (ushort)value);
                }
            }
        }
    }
}
