using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>
/// Writes black over the pixels of a mask, in every frame: stored values change, nothing is laid above them. Black is the value in the rest of the image that is
/// displayed darkest, so that a mask does not stretch the range of values that a later step looks at; all black where nothing is left.
/// </summary>
internal static class Blanking
{
    public static void Apply(NativeCells cells, PixelMask mask, DicomDataset dataset)
    {
        var layout = cells.Layout;
        var grey = layout.Photometric is "MONOCHROME1" or "MONOCHROME2" ? Range(cells, mask) : default;
        for (var frame = 0; frame < layout.Frames; frame++)
        {
            var black = Black(layout, dataset, frame, grey);
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

    /// <summary>Stored values of black in a frame, by sample; <paramref name="grey"/> is the range of the rest of a grey image.</summary>
    private static int[] Black(PixelLayout layout, DicomDataset dataset, int frame, (int Lowest, int Highest) grey) => layout.Photometric switch
    {
        "PALETTE COLOR" => [Palette.Of(dataset, layout.Signed)!.Darkest(layout.BitsStored, layout.Signed)],
        "RGB" => [0, 0, 0],
        "MONOCHROME1" or "MONOCHROME2" => [HighIsDark(layout, dataset, frame, grey) ? grey.Highest : grey.Lowest],
        _ => [0, 1 << (layout.BitsStored - 1), 1 << (layout.BitsStored - 1)],
    };

    /// <summary>
    /// Whether high stored values are displayed dark: MONOCHROME1, a negative slope and a falling table each turn the scale round. (Presentation LUT
    /// Shape INVERSE does not: it says of MONOCHROME1 what that says of itself.)
    /// </summary>
    private static bool HighIsDark(PixelLayout layout, DicomDataset dataset, int frame, (int Lowest, int Highest) grey)
    {
        Span<float> ends = [grey.Lowest, grey.Highest];
        ModalityLut.Apply(dataset, ends, frame);
        var tableFalls = VoiLut.WindowOf(dataset, frame).Width is null && VoiLut.TableOf(dataset) is { Entries: { Length: > 0 } entries }
            && entries.Span[0] > entries.Span[^1];
        return (layout.Photometric == "MONOCHROME1") ^ (ends[0] > ends[1]) ^ tableFalls;
    }

    /// <summary>The lowest and the highest stored value outside of the mask; of all possible values where nothing is outside.</summary>
    private static (int Lowest, int Highest) Range(NativeCells cells, PixelMask mask)
    {
        var layout = cells.Layout;
        var (lowest, highest) = (float.PositiveInfinity, float.NegativeInfinity);
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
                        (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
                    }

                    from = end;
                }
            }
        }

        var top = 1L << (layout.BitsStored - (layout.Signed ? 1 : 0));
        return lowest <= highest ? ((int)lowest, (int)highest) : (layout.Signed ? (int)-top : 0, (int)(top - 1));
    }
}
