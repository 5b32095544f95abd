using MedSsl.Evaluation.Results;

namespace MedSsl.Evaluation.Report;

/// <summary>The labelled images of a benchmark, as tables.</summary>
internal static class DataSection
{
    public static Html Write(MeasuredData data) => Html.Of($"""
        <section><h2>Data</h2>
        <p>{data.SplitRule} No patient is on both sides.</p>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Class</th><th scope="col" class="n">Training images</th><th scope="col" class="n">patients</th><th scope="col" class="n">Test images</th><th scope="col" class="n">patients</th></tr></thead>
        <tbody>
        {Html.Join(data.Classes.Select(count => Row(count.Name, count)))}{Html.Join(data.LeftOut.Select(count => Row($"{count.Name} (left out)", count)))}{Row("All used", new ClassCount("", data.TrainImages, data.TrainPatients, data.TestImages, data.TestPatients))}
        </tbody></table></div>
        <div class="scroll"><table><tbody>
        {Fact("Training dataset", $"{data.Train.Dataset} version {data.Train.Version}")}
        {Fact("Test dataset", data.Test == data.Train ? "the same, divided" : $"{data.Test.Dataset} version {data.Test.Version}")}
        {Fact("Labels by", string.Join(", ", data.LabelSources))}
        {Fact("Taken off the training side because the patient is on the test side", $"{data.OverlapImages} images of {data.OverlapPatients} patients")}
        {Fact("Instances with labels that disagree (the newest counts)", $"{data.Conflicts}")}
        {Fact("Labelled instances without an image in the dataset", $"{data.LabelsWithoutImage}")}
        {Fact("Test patients whose images were in the pretraining dataset", data.TestPatientsInPretraining is { } seen ? $"{seen} of {data.TestPatients} (without labels)" : "not known")}
        </tbody></table></div></section>

        """);

    public static Html Fact(string name, string value, bool isDigest = false) =>
        Html.Of($"<tr><th scope=\"row\">{name}</th><td{new Html(isDigest ? " class=\"mono\"" : "")}>{value}</td></tr>");

    private static Html Row(string name, ClassCount count) => Html.Of(
        $"<tr><th scope=\"row\">{name}</th><td class=\"n\">{count.TrainImages}</td><td class=\"n\">{count.TrainPatients}</td><td class=\"n\">{count.TestImages}</td><td class=\"n\">{count.TestPatients}</td></tr>\n");
}
