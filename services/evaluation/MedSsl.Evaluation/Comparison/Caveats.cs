using System.Globalization;
using MedSsl.Evaluation.Results;

namespace MedSsl.Evaluation.Comparison;

/// <summary>What a reader must keep in mind: what always holds first, then what this benchmark's own data call for.</summary>
internal static class Caveats
{
    private const int FewPatients = 30;

    public static IReadOnlyList<string> Of(MeasuredData data, MeasuredSettings settings, TargetResult headline)
    {
        List<string> caveats =
        [
            "One trained model is measured. How much figures would move with another training seed is not part of any interval.",
            "Intervals and p-values hold the fitted probes fixed: they describe the choice of test images, not of training images. They are not corrected for asking several questions.",
            "DeLong treats images as independent. Where patients have several images, believe the interval from resampling patients.",
            "The headline compares with the best of the random backbones, chosen on the same test images. That favours the random side.",
        ];
        if (data.TestPatients < FewPatients)
        {
            caveats.Add(Text($"The test side has {data.TestPatients} patients only. Intervals from so few people are rough, and the population may differ."));
        }

        if (headline.Model.Patients is null)
        {
            caveats.Add("There are too few test patients, or too few of a class, to resample them. No interval from patients is given, and no difference is claimed.");
        }

        switch (data.TestPatientsInPretraining)
        {
            case > 0:
                caveats.Add(Text($"Images of {data.TestPatientsInPretraining} of {data.TestPatients} test patients were in the pretraining dataset, without labels. The random backbones never saw them."));
                break;
            case null:
                caveats.Add("The pretraining dataset is no longer in the store, so it is not known whether test patients were in it.");
                break;
        }

        if (data.Conflicts > 0)
        {
            caveats.Add(Text($"{data.Conflicts} instances have labels that disagree; the newest was believed."));
        }

        if (data.LeftOut.Count > 0)
        {
            caveats.Add($"Classes with too few images on a side were left out: {string.Join(", ", data.LeftOut.Select(left => left.Name))}.");
        }

        caveats.Add(Text($"Images are seen at {settings.FeatureSize} pixels. Findings that are smaller than a few pixels at that size cannot be judged here."));
        caveats.Add("This is a measurement of features for research. It is no evidence for clinical use.");
        return caveats;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
