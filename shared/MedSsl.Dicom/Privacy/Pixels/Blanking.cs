using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>
/// Writes black over the pixels of a mask, in every frame: stored values change, nothing is laid above them. Black is the darkest value that occurs in the rest
/// of the image, so that a mask does not stretch the range of values that a later step looks at; all black where nothing is left.
/// </summary>
internal static class Blanking
{
    public static void Apply(NativeCells cells, PixelMask mask, DicomDataset dataset)
    {
        var layout = cells.Layout;
        var black = Black(cells, mask, dataset);
        for (var frame = 0; frame < layout.Frames; frame++)
        {
            for (var row = 0; row < layout.Rows; row++)
            {
                foreach (var (start, end) in mask.Row(row))
                {
                    if (cells.Subsampled)
                    {
                        BlankPairs(cells, frame, row, start, end, black);
                    }
                    else
                    {
                        BlankSpan(cells, frame, row, start, end, black);
                    }
                }
            }
        }
    }

    private static void BlankSpan(NativeCells cells, int frame, int row, int start, int end, int[] black)
    {
        var layout = cells.Layout;
        var (pixelStep, sampleStep) = layout.Planar && layout.Samples > 1 ? (1L, layout.PixelsPerFrame) : (layout.Samples, 1L);
        var first = frame * layout.PixelsPerFrame * layout.Samples;
        for (var column = start; column < end; column++)
        {
            var pixel = first + ((((long)row * layout.Columns) + column) * pixelStep);
            for (var sample = 0; sample < layout.Samples; sample++)
            {
                cells.Write(pixel + (sample * sampleStep), black[sample]);
            }
        }
    }

    /// <summary>Two pixels share their colour (Y1 Y2 Cb Cr): a pair of which one is blanked is blanked whole.</summary>
    private static void BlankPairs(NativeCells cells, int frame, int row, int start, int end, int[] black)
    {
        var layout = cells.Layout;
        var line = (frame * layout.CellsPerFrame(subsampled: true)) + ((long)row * layout.Columns * 2);
        for (var pair = start / 2; pair < (end + 1) / 2; pair++)
        {
            var cell = line + (4L * pair);
            cells.Write(cell, black[0]);
            cells.Write(cell + 1, black[0]);
            cells.Write(cell + 2, black[1]);
            cells.Write(cell + 3, black[2]);
        }
    }

    /// <summary>Stored values of black, by sample.</summary>
    private static int[] Black(NativeCells cells, PixelMask mask, DicomDataset dataset)
    {
        var layout = cells.Layout;
        return layout.Photometric switch
        {
            "PALETTE COLOR" => [Palette.Of(dataset, layout.Signed)!.Darkest(layout.BitsStored, layout.Signed)],
            "RGB" => [0, 0, 0],
            "MONOCHROME1" or "MONOCHROME2" => [Darkest(cells, mask, layout.Photometric == "MONOCHROME1")],
            _ => [0, 1 << (layout.BitsStored - 1), 1 << (layout.BitsStored - 1)],
        };
    }

    private static int Darkest(NativeCells cells, PixelMask mask, bool inverted)
    {
        var layout = cells.Layout;
        float? darkest = null;
        for (var frame = 0; frame < layout.Frames; frame++)
        {
            for (var row = 0; row < layout.Rows; row++)
            {
                var from = 0;
                foreach (var (start, end) in (ReadOnlySpan<(int Start, int End)>)[.. mask.Row(row), (layout.Columns, layout.Columns)])
                {
                    var line = (frame * layout.PixelsPerFrame) + ((long)row * layout.Columns);
                    for (var column = from; column < start; column++)
                    {
                        var value = cells.Read(line + column);
                        darkest = darkest is not { } found || (inverted ? value > found : value < found) ? value : found;
                    }

                    from = end;
                }
            }
        }

        var top = layout.BitsStored - (layout.Signed ? 1 : 0);
        return darkest is { } known ? (int)known : inverted ? (int)((1L << top) - 1) : layout.Signed ? (int)-(1L << top) : 0;
    }
}
