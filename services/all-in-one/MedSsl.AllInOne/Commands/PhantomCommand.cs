using System.CommandLine;
using MedSsl.AllInOne.Demo;
using MedSsl.Hosting;
using MedSsl.Imaging.Phantoms;

namespace MedSsl.AllInOne.Commands;

internal static class PhantomCommand
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "Where the files go: FOLDER/TASK/PATIENT/INSTANCE.dcm and FOLDER/manifest.csv" };
    private static readonly Option<string[]> Task = new("--task") { Description = $"One of {string.Join(", ", Phantoms.Tasks)}; may be repeated. Default: all", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private static readonly Option<int> Patients = new("--patients") { Description = "Patients per task", DefaultValueFactory = _ => 20, HelpName = "N" };
    private static readonly Option<int> Images = new("--images-per-patient") { Description = "Images per patient", DefaultValueFactory = _ => 4, HelpName = "N" };
    private static readonly Option<int> Size = new("--size") { Description = "Pixels a side", DefaultValueFactory = _ => 128, HelpName = "N" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "The same seed draws the same studies", DefaultValueFactory = _ => 1UL, HelpName = "N" };

    public static Command Create() => new Command("phantom", "Write labelled synthetic studies as DICOM files, with a manifest for `medssl import --images`")
    {
        Folder, Task, Patients, Images, Size, Seed,
    }.Does(async (parsed, output, cancellationToken) =>
    {
        var tasks = parsed.GetValue(Task) is { Length: > 0 } given ? given : [.. Phantoms.Tasks];
        if (tasks.Except(Phantoms.Tasks, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new UsageException($"--task {unknown}: expected one of {string.Join(", ", Phantoms.Tasks)}");
        }

        var plan = new PhantomStudies.Plan(tasks, InRange("--patients", parsed.GetValue(Patients), 1, 100_000), InRange("--images-per-patient", parsed.GetValue(Images), 1, 10_000), InRange("--size", parsed.GetValue(Size), 32, 2048), parsed.GetValue(Seed));
        var manifest = await PhantomStudies.WriteAsync(Path.GetFullPath(parsed.GetValue(Folder)!), plan, cancellationToken);
        output.Answer(new { manifest, files = tasks.Length * plan.Patients * plan.ImagesPerPatient }, table =>
        {
            table.AddColumns("files", "manifest");
            table.AddRow($"{tasks.Length * plan.Patients * plan.ImagesPerPatient}", manifest);
        });
        return ExitCodes.Success;
    });

    private static int InRange(string option, int value, int low, int high) =>
        value >= low && value <= high ? value : throw new UsageException($"{option} {value}: expected {low} to {high}");
}
