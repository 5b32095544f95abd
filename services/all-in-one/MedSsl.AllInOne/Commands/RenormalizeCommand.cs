using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Imaging;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.AllInOne.Commands;

internal static class RenormalizeCommand
{
    private static readonly Option<string> Dataset = new("--dataset") { Description = "Dataset whose images are taken", Required = true, HelpName = "NAME" };
    private static readonly Option<string> Reference = new("--reference") { Description = "Version of the reference energies", Required = true, HelpName = "VERSION" };
    private static readonly Option<string?> Target = new("--target") { Description = "Name of the new dataset. Default: DATASET-VERSION", HelpName = "NAME" };

    public static Command Create() => new Command("renormalize", "Normalize a dataset to another reference, as a new dataset; the old one stays as it is") { Dataset, Reference, Target }.Does(async (parsed, output, cancellationToken) =>
    {
        var command = new RenormalizeDataset { Dataset = parsed.GetValue(Dataset)!, Reference = parsed.GetValue(Reference)!, TargetDataset = parsed.GetValue(Target) };
        await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
        var version = await RunAsync(session, command, output, cancellationToken);
        var samples = version.Shards.Sum(shard => shard.SampleCount);
        output.Answer(new { dataset = version.Dataset, version = version.Version, reference = command.Reference, samples }, table =>
        {
            table.AddColumns("dataset", "version", "reference", "samples");
            table.AddRow(version.Dataset, $"{version.Version}", command.Reference, $"{samples}");
        });
        return ExitCodes.Success;
    });

    /// <summary>Renormalizes, and waits until a version of the new dataset holds every import of the old one.</summary>
    public static async Task<DatasetManifest> RunAsync(PlatformSession session, RenormalizeDataset command, Output output, CancellationToken cancellationToken)
    {
        await session.SendAsync(command, cancellationToken);
        var target = command.TargetDataset ?? $"{command.Dataset}-{command.Reference}";
        output.Progress($"  {command.Dataset} is being normalized to {command.Reference} as {target}");
        return await PlatformSession.WaitForAsync(token => FindWholeAsync(session.Store, target, token), cancellationToken);
    }

    private static async Task<DatasetManifest?> FindWholeAsync(IObjectStore store, string target, CancellationToken cancellationToken)
    {
        if (await store.StatAsync(ObjectKeys.RenormalizationPending(target), cancellationToken) is not null
            || await Datasets.FindAsync(store, target, null, cancellationToken) is not { } version)
        {
            return null;
        }

        var imports = await store.ListAsync($"{ObjectKeys.ImportPrefix}{target}/", cancellationToken).Select(found => Path.GetFileNameWithoutExtension(found.Key)).ToListAsync(cancellationToken);
        return imports.All(version.CompletedImports.Contains) ? version : null;
    }
}
