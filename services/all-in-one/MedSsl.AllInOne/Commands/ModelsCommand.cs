using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

internal static class ModelsCommand
{
    private static readonly Option<string?> Export = new("--export") { Description = "Write the weights of MODEL (its newest version) to this file (safetensors)", HelpName = "FILE" };
    private static readonly Argument<string?> Model = new("MODEL") { Description = "Only this model", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create() => new Command("models", "List the registered models with the withdrawn patients that they were trained on, or export the weights of one") { Model, Export }.Does(async (parsed, output, cancellationToken) =>
    {
        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        var model = parsed.GetValue(Model) is { } given ? Require.Name("MODEL", given) : null;
        var prefix = model is null ? ObjectKeys.ModelVersionPrefixAll : ObjectKeys.ModelVersionPrefix(model);
        var versions = await store.ListJsonAsync<ModelVersionRecord>(prefix, cancellationToken).ToListAsync(cancellationToken);
        if (parsed.GetValue(Export) is { } file)
        {
            await ExportAsync(store, model, versions, file, cancellationToken);
        }

        var rows = new List<(ModelVersionRecord Version, List<WithdrawalStamp> Withdrawals)>();
        foreach (var version in versions)
        {
            rows.Add((version, await store.ListJsonAsync<WithdrawalStamp>(ObjectKeys.ModelWithdrawalPrefixOf(version.Model, version.Version), cancellationToken).ToListAsync(cancellationToken)));
        }

        output.Answer(rows.Select(row => Stamped(row.Version, row.Withdrawals)), table =>
        {
            table.AddColumns("model", "version", "backbone", "dataset", "run", "registered", "SHA-256 of the weights", "withdrawn patients: times used");
            rows.ForEach(row => table.AddRow(
                row.Version.Model, $"{row.Version.Version}", row.Version.Backbone, $"{row.Version.Dataset} v{row.Version.DatasetVersion}", row.Version.RunId, $"{row.Version.RegisteredAt:u}", row.Version.Weights.Sha256[..16],
                string.Join(", ", row.Withdrawals.Select(stamp => $"{stamp.WithdrawalId}: {Uses(stamp)}"))));
        });
        return ExitCodes.Success;
    });

    private static string Uses(WithdrawalStamp stamp) =>
        stamp.SampleCount == 0 ? $"by {stamp.InitialWeights}" : stamp.Exposures?.ToString(CultureInfo.InvariantCulture) ?? "not known";

    /// <summary>The record as it is stored, and beside it the stamps of withdrawals that concern it.</summary>
    private static JsonObject Stamped(ModelVersionRecord version, IReadOnlyList<WithdrawalStamp> withdrawals)
    {
        var node = JsonSerializer.SerializeToNode(version, Json.Options)!.AsObject();
        node["withdrawals"] = JsonSerializer.SerializeToNode(withdrawals, Json.Options);
        return node;
    }

    private static async Task ExportAsync(IObjectStore store, string? model, List<ModelVersionRecord> versions, string file, CancellationToken cancellationToken)
    {
        if (model is null)
        {
            throw new UsageException("--export needs the name of a model");
        }

        var newest = versions.LastOrDefault() ?? throw new CommandFailedException($"there is no model {model}; `medssl models` lists what there is");
        await using var weights = await store.OpenVerifiedAsync(newest.Weights, cancellationToken);
        await using var target = File.Create(file);
        await weights.CopyToAsync(target, cancellationToken);
    }
}
