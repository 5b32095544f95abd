using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Hosting;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

internal static class ReferencesCommand
{
    private static readonly Option<string> Version = new("--reference") { Description = "Version of the reference energies", Required = true, HelpName = "VERSION" };
    private static readonly Option<string> Dataset = new("--dataset") { Description = "Name of the dataset", Required = true, HelpName = "NAME" };
    private static readonly Option<string> Mode = new Option<string>("--mode")
    {
        Description = "What is stored of an image: normalized (materialize), or as prepared, to be normalized by its readers (measure)", DefaultValueFactory = _ => NormalizationModes.Materialize, HelpName = "MODE",
    }.AcceptOnlyFromAmong(NormalizationModes.Materialize, NormalizationModes.Measure);

    private static readonly Option<string?> Modality = new("--modality") { Description = "Only this modality. Default: every one in the dataset", HelpName = "CODE" };

    private sealed record Row(string Group, string Version, int Images, string FittedOn, string Sha256);

    public static Command Create() => new("references", "Reference energies: what images are normalized to")
    {
        new Command("ls", "List the versions of every group, with their digests").Does(ListAsync),
        new Command("fit", "Fit a new version on the images of a dataset; nothing that exists changes") { Version, Dataset, Modality }.Does(FitAsync),
        new Command("pin", "Pin a dataset that has no images yet to a version and a mode") { Version, Dataset, Mode }.Does(PinAsync),
    };

    /// <summary>Asks for a version and waits until it is fitted.</summary>
    public static async Task FitAsync(PlatformSession session, FitReference command, Output output, CancellationToken cancellationToken)
    {
        await session.SendAsync(command, cancellationToken);
        output.Progress($"  reference {command.Version} is being fitted on {command.Dataset}");
        var marker = ObjectKeys.FitPending(command.Version);
        await PlatformSession.WaitForAsync(async token => await session.Store.StatAsync(marker, token) is null ? "" : null, cancellationToken);
    }

    private static async Task<int> FitAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var command = new FitReference { Version = parsed.GetValue(Version)!, Dataset = parsed.GetValue(Dataset)!, Modality = parsed.GetValue(Modality) };
        await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
        await FitAsync(session, command, output, cancellationToken);
        Show(output, await RowsAsync(session.Store, cancellationToken).Where(row => row.Version == command.Version).ToListAsync(cancellationToken));
        return ExitCodes.Success;
    }

    private static async Task<int> ListAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        Show(output, await RowsAsync(store, cancellationToken).ToListAsync(cancellationToken));
        return ExitCodes.Success;
    }

    private static async Task<int> PinAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var dataset = Require.Name("--dataset", parsed.GetValue(Dataset)!);
        var version = Require.Name("--reference", parsed.GetValue(Version)!);
        var mode = parsed.GetValue(Mode)!;
        if (Names.ReferenceViolation(version) is { } violation)
        {
            throw new UsageException($"--reference: {violation}");
        }

        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        if (await store.ListAsync(ObjectKeys.NormalizationRecordPrefixOf(dataset), cancellationToken).AnyAsync(cancellationToken))
        {
            throw new UsageException($"{dataset} has normalized images already; `medssl renormalize` builds a new dataset from them");
        }

        var pin = new ReferencePin { Dataset = dataset, Version = version, Mode = mode, PinnedAt = TimeProvider.System.GetUtcNow() };
        var put = await store.PutJsonAsync(ObjectKeys.ReferencePin(dataset), pin, PutCondition.IfAbsent, cancellationToken);
        pin = put.Created ? pin : (await store.ReadJsonAsync<ReferencePin>(ObjectKeys.ReferencePin(dataset), cancellationToken))!;
        var pinnedMode = pin.Mode ?? NormalizationModes.Materialize;
        if (pin.Version != version || pinnedMode != mode)
        {
            throw new UsageException($"{dataset} is pinned to {pin.Version} ({pinnedMode}) since {pin.PinnedAt:u}; a dataset keeps its version and mode");
        }

        output.Answer(pin, table =>
        {
            table.AddColumns("dataset", "reference", "mode");
            table.AddRow(pin.Dataset, pin.Version, pinnedMode);
        });
        return ExitCodes.Success;
    }

    private static async IAsyncEnumerable<Row> RowsAsync(IObjectStore store, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(ObjectKeys.ReferencePrefix, cancellationToken))
        {
            if (await store.ReadJsonWithReferenceAsync<ReferenceEnergies>(found.Key, cancellationToken) is var (energies, reference))
            {
                yield return new Row(energies.Group ?? energies.Modality, energies.Version, energies.ImageCount, energies.FittedOn ?? "first images", reference.Sha256);
            }
        }
    }

    private static void Show(Output output, List<Row> rows) => output.Answer(rows, table =>
    {
        table.AddColumns("group", "version", "images", "fitted on", "SHA-256");
        rows.ForEach(row => table.AddRow(row.Group, row.Version, $"{row.Images}", row.FittedOn, row.Sha256[..16]));
    });
}
