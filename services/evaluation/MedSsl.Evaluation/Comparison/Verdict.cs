using System.Globalization;
using MedSsl.Evaluation.Results;

namespace MedSsl.Evaluation.Comparison;

/// <summary>The headline, as a word and as a sentence: the model's linear probe against the best random backbone.</summary>
internal static class Verdict
{
    private const double Significance = 0.05;

    public static string Of(TargetResult headline)
    {
        // Both must agree: DeLong alone overlooks that images of a patient are alike, the patient interval alone is rough for few patients.
        return headline.Difference switch
        {
            { PValue: < Significance, Patients.Low: > 0 } => Verdicts.Better,
            { PValue: < Significance, Patients.High: < 0 } => Verdicts.Worse,
            _ => Verdicts.NotShown,
        };
    }

    public static string Sentence(TargetResult headline, string model, int version, string task, int testImages, int testPatients)
    {
        var best = headline.BestRandom;
        var difference = headline.Difference;
        var what = headline.IsMacro ? "mean one-versus-rest AUC" : "AUC";
        var opening = Of(headline) switch
        {
            Verdicts.Better => $"The features of {model} version {version} serve {task} better than those of any of {headline.Random.Count} randomly initialized backbones",
            Verdicts.Worse => $"The features of {model} version {version} serve {task} worse than those of the best of {headline.Random.Count} randomly initialized backbones",
            _ => $"It is not shown that the features of {model} version {version} serve {task} better than those of {headline.Random.Count} randomly initialized backbones",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{opening}: the linear probe reaches {what} {headline.Model.Auc:F3}{Range(headline.Model.Patients ?? headline.Model.DeLong)}, the best random backbone {best.Auc:F3}; difference {difference.Value:+0.000;−0.000;0.000}{Range(difference.Patients ?? difference.DeLong)}, p {PValue(difference.PValue)}; {testImages} test images of {testPatients} patients.");
    }

    public static string PValue(double? value) => value switch
    {
        null => "not defined",
        < 0.001 => "< 0.001",
        { } p => "= " + p.ToString(p < 0.1 ? "F3" : "F2", CultureInfo.InvariantCulture),
    };

    private static string Range(Interval? interval) => interval is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" (95 % interval {interval.Low:0.000;−0.000;0.000} to {interval.High:0.000;−0.000;0.000})");
}
