using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

internal static class ModelsCommand
{
    private static readonly Option<string?> Export = new("--export") { Description = "Write the weights of MODEL (its newest version) to this file (safetensors)", HelpName = "FILE" };
    private static readonly Argument<string?> Model = new("MODEL") { Description = "Only this model", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create() => new Command("models", "List the registered models, or export the weights of one") { Model, Export }.Does(async (parsed, output, cancellationToken) =>
    {
        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        var model = parsed.GetValue(Model) is { } given ? Require.Name("MODEL", given) : null;
        var prefix = model is null ? ObjectKeys.ModelVersionPrefixAll : ObjectKeys.ModelVersionPrefix(model);
        var versions = await store.ListJsonAsync<ModelVersionRecord>(prefix, cancellationToken).ToListAsync(cancellationToken);
        if (parsed.GetValue(Export) is { } file)
        {
            await ExportAsync(store, model, versions, file, cancellationToken);
        }

        output.Answer(versions, table =>
        {
            table.AddColumns("model", "version", "backbone", "dataset", "run", "registered", "SHA-256 of the weights");
            versions.ForEach(version => table.AddRow(
                version.Model, $"{version.Version}", version.Backbone, $"{version.Dataset} v{version.DatasetVersion}", version.RunId, $"{version.RegisteredAt:u}", version.Weights.Sha256[..16]));
        });
        return ExitCodes.Success;
    });

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
