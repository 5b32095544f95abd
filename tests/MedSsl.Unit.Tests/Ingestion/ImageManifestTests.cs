using System.Text;
using MedSsl.Ingestion.Imports;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class ImageManifestTests : IDisposable
{
    private const string Header = "path,modality,patient_id,study_id,series_id,instance_number,task,label,label_detail,mask_path,split_hint";
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Read_good_row_gives_every_field_and_the_path_beside_the_manifest()
    {
        var input = Assert.Single(Read(Header + "\na/b.png,ct,p,s,q,-3,nodule,1,left,m.png,val\n"));
        Assert.Null(input.Problem);
        Assert.Equal(Path.Combine(folder, "a", "b.png"), input.Path);
        Assert.Equal(
            new ManifestRow { Line = 2, Modality = "CT", PatientId = "p", StudyId = "s", SeriesId = "q", InstanceNumber = -3, Task = "nodule", Label = "1", LabelDetail = "left", SplitHint = "val" },
            input.Row);
    }

    [Fact]
    public void Read_missing_columns_names_all_of_them()
    {
        var message = Assert.Throws<ImportException>(() => Read("path,modality,patient_id,study_id,task,label,label_detail,split_hint\n")).Message;
        Assert.Contains("lacks the columns series_id, instance_number, mask_path;", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_unknown_columns_in_any_order_are_ignored()
    {
        var input = Assert.Single(Read("extra,split_hint," + Header.Replace(",split_hint", "", StringComparison.Ordinal) + "\nx,test,a.png,CR,p,s,q,1,t,1,,\n"));
        Assert.Null(input.Problem);
        Assert.Equal(("test", "CR"), (input.Row!.SplitHint, input.Row.Modality));
    }

    [Fact]
    public void Read_quotes_byte_order_mark_and_carriage_returns_mean_nothing()
    {
        var content = "\uFEFF" + Header.Replace("label,", "\"label\",", StringComparison.Ordinal) + "\r\n\"a, \"\"b\"\".png\",CR,\"p\r\n1\",s,q,1,t,1,,,\r\n\r\nc.png,CR,p,s,q,2,,,,,\r\n";
        var inputs = Read(content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.Equal(["a, \"b\".png", "c.png"], inputs.Select(input => Path.GetFileName(input.Path)));
        Assert.Equal("p\r\n1", inputs[0].Row!.PatientId);
        Assert.All(inputs, input => Assert.Null(input.Problem));
    }

    [Theory]
    [InlineData(",CR,p,s,q,1,t,1,,,", "empty: path")]
    [InlineData("a.png,,,,q,1,t,1,,,", "empty: modality, patient_id, study_id")]
    [InlineData("a.png", "empty: modality, patient_id, study_id, series_id")]
    [InlineData("a.png,CR,p,s,q,MUELLER,t,1,,,", "instance_number: expected a whole number")]
    [InlineData("a.png,CR,p,s,q,99999999999,t,1,,,", "instance_number: expected a whole number")]
    [InlineData("a.png,C/MUELLER,p,s,q,1,t,1,,,", "modality: expected a DICOM code")]
    [InlineData("a.png,ABCDEFGHIJKLMNOPQ,p,s,q,1,t,1,,,", "modality: expected a DICOM code")]
    [InlineData("a.png,CR,MUELLER\\1,s,q,1,t,1,,,", "patient_id: found a backslash")]
    [InlineData("a.png,CR,p,s,q,1,../MUELLER,1,,,", "task: expected")]
    [InlineData("a\0MUELLER.png,CR,p,s,q,1,t,1,,,", "path: expected a path")]
    public void Read_bad_row_says_what_is_wrong_without_its_values_and_the_rest_goes_on(string row, string problem)
    {
        var inputs = Read($"{Header}\n{row}\nb.png,CR,p,s,q,2,,,,,\n");
        Assert.Equal(2, inputs.Count);
        Assert.StartsWith(problem, inputs[0].Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("MUELLER", inputs[0].Problem, StringComparison.Ordinal);
        Assert.EndsWith("(line 2 of the manifest)", inputs[0].Name, StringComparison.Ordinal);
        Assert.Null(inputs[1].Problem);
        Assert.Equal(3, inputs[1].Row!.Line);
    }

    [Fact]
    public void Read_empty_file_says_what_was_expected() =>
        Assert.Contains("is empty: expected a CSV file with the columns path, modality", Assert.Throws<ImportException>(() => Read("")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_absent_file_or_folder_is_an_import_that_cannot_begin()
    {
        Assert.Throws<ImportException>(() => ImageManifest.Read(Path.Combine(folder, "absent.csv")));
        Assert.Throws<ImportException>(() => ImageManifest.Read(folder));
    }

    private List<ImportInput> Read(string content, Encoding? encoding = null)
    {
        var file = Path.Combine(folder, "manifest.csv");
        File.WriteAllText(file, content, encoding ?? new UTF8Encoding(false));
        return ImageManifest.Read(file);
    }
}
