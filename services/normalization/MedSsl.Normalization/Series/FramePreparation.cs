using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Dicom;
using MedSsl.Imaging;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Intensity;

namespace MedSsl.Normalization.Series;

/// <summary>
/// One frame from stored values to a grey image in [0, 1] of the working size: reads the facts of the frame, in enhanced objects from its functional
/// groups, and leaves the arithmetic to <see cref="ModalityPreparation"/>. Values are 32-bit floats all the way, which hold 16 bits exactly.
/// </summary>
internal sealed class FramePreparation(string modality, NormalizationOptions options)
{
    private readonly string _group = Modalities.Group(modality);
    private readonly CtWindowSet _windows = new(options.CtWindows);

    /// <summary>The values of a frame in the unit of the modality, padding as NaN; null and the problem where there are none.</summary>
    public static GrayImage? Values(DicomDataset dataset, PixelSource source, int frame, out bool isHounsfield, out PreparationProblem? problem)
    {
        isHounsfield = false;
        if (!source.TryDecode(frame, out var pixels, out var error))
        {
            problem = new(NormalizationFailureReasons.UndecodablePixels, error.Message);
            return null;
        }

        if (pixels.Samples != 1)
        {
            problem = null;
            return Luminance.FromRgb(pixels.Values, pixels.Columns, pixels.Rows);
        }

        problem = RescaleProblem(dataset, source, frame);
        if (problem is not null)
        {
            return null;
        }

        var values = new GrayImage(pixels.Columns, pixels.Rows, pixels.Values);
        var padded = MarkPadding(values.Pixels, PixelPadding.RangeOf(dataset));
        isHounsfield = ModalityLut.Apply(dataset, values.Pixels, frame);
        problem = FiniteProblem(values.Pixels, padded);
        return problem is null ? values : null;
    }

    /// <summary>The prepared image of the working size, for which <paramref name="values"/> are used up, and how many pixels of the frame one of its pixels spans.</summary>
    public (GrayImage Image, double Reduction) Prepare(DicomDataset dataset, PixelSource source, int frame, GrayImage values, bool isHounsfield, ValueInterval? seriesRange, int workingSize)
    {
        var (center, width, function) = VoiLut.WindowOf(dataset, frame);
        var isProjection = _group is "CR" or "MG" or "XA" or "RF";
        var parameters = new PreparationParameters
        {
            WindowCenter = center,
            WindowWidth = width,
            WindowFunction = function switch { "SIGMOID" => WindowFunction.Sigmoid, "LINEAR_EXACT" => WindowFunction.LinearExact, _ => WindowFunction.Linear },
            VoiTable = VoiLut.TableOf(dataset) is var (first, entries, bits) ? new VoiTable(first, entries, bits) : null,

            // A DX of MONOCHROME1 says INVERSE too (PS3.3 C.8.11.1): one inversion, however often the file says it.
            Inverted = source.PhotometricInterpretation == "MONOCHROME1" || dataset.GetString(DicomTags.PresentationLutShape) == "INVERSE",
            IsRescaledToHounsfield = isHounsfield,
            BitsStored = source.BitsStored,
            Signed = source.Signed,
            Shutter = isProjection ? ShutterBox.Of(dataset) : null,
            CropBorders = options.CropBorders && _group is "CR" or "MG",
            CtWindow = _windows.Of(dataset.GetString(DicomTags.BodyPartExamined)),
            RemoveTable = options.RemoveCtTable,
            SeriesRange = seriesRange,
            Regions = _group == "US" ? UltrasoundRegions.Of(dataset) : [],
            DetectField = options.DetectUltrasoundField,
        };

        // Down first would be cheaper, but averaging and a window do not commute where the window clips.
        var prepared = ModalityPreparation.PrepareInPlace(_group, values, parameters);
        var image = Resampling.ToLongestSide(prepared, workingSize);
        return (image, (double)prepared.Width / image.Width);
    }

    /// <summary>Frames that are taken: of a cine loop by the options, of everything else all.</summary>
    public IEnumerable<int> Frames(int count)
    {
        if (_group is not ("US" or "XA" or "RF"))
        {
            return Enumerable.Range(0, count);
        }

        var stepped = ((count - 1) / options.CineFrameStep) + 1;
        var taken = options.CineMaxFrames > 0 ? Math.Min(stepped, options.CineMaxFrames) : stepped;
        return Enumerable.Range(0, taken).Select(i => (int)((long)i * stepped / taken) * options.CineFrameStep);
    }

    /// <summary>A value that is infinite or not a number and is not padding. Guards what follows: one NaN would spread over a whole image.</summary>
    internal static PreparationProblem? FiniteProblem(ReadOnlySpan<float> values, int padded)
    {
        if (padded == 0 && !values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            return null;
        }

        var notFinite = 0;
        foreach (var value in values)
        {
            notFinite += float.IsFinite(value) ? 0 : 1;
        }

        return notFinite == padded ? null : new(NormalizationFailureReasons.NotFinite, $"Finite values were expected after rescale; {notFinite - padded} of {values.Length} are not.");
    }

    private static int MarkPadding(Span<float> stored, (double Low, double High)? padding)
    {
        var padded = 0;
        if (padding is var (low, high))
        {
            foreach (ref var value in stored)
            {
                if (value >= low && value <= high)
                {
                    value = float.NaN;
                    padded++;
                }
            }
        }

        return padded;
    }

    private static PreparationProblem? RescaleProblem(DicomDataset dataset, PixelSource source, int frame) => ModalityLut.Check(dataset, frame) switch
    {
        RescaleStatus.Absurd => new(
            NormalizationFailureReasons.InvalidRescale, "Rescale slope (0028,1053) and intercept (0028,1052) must both be there, finite and of a possible size, the slope not 0; they are not."),

        // Required of these classes (PS3.3 C.8.2.1, C.8.15.3.10). A CT of 8 bits is a picture of one: no scanner stores so little.
        RescaleStatus.Absent when source.BitsStored > 8
            && dataset.GetString(DicomTags.SopClassUid) is SopClasses.ComputedTomography or SopClasses.EnhancedComputedTomography => new(
            NormalizationFailureReasons.MissingRescale, "A CT image needs rescale slope (0028,1053) and intercept (0028,1052); it has neither, so its values have no unit."),
        _ => null,
    };
}
