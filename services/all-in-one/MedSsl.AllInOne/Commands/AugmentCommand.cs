using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Hosting;
using MedSsl.Learning.Training;

namespace MedSsl.AllInOne.Commands;

internal static class AugmentCommand
{
    private const int MostEpochs = 50;

    private static readonly Option<string?> Shard = new("--shard") { Description = "Shard that holds the sample: a file, or the id of a stored shard or the beginning of it. Default: any of the dataset", HelpName = "SHARD" };
    private static readonly Option<string?> Sample = new("--sample") { Description = "Key of the sample, or the beginning of it. Default: the first image", HelpName = "KEY" };
    private static readonly Option<string?> Dataset = new("--dataset") { Description = "Dataset that the shard belongs to; it gives the reference energies", HelpName = "NAME" };
    private static readonly Option<int?> Version = new("--dataset-version") { Description = "Version of the dataset. Default: the newest", HelpName = "N" };
    private static readonly Option<long> Epoch = new("--epoch") { Description = "First epoch, from 1, as `medssl replay` counts them for each step", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<int> Epochs = new("--epochs") { Description = $"Epochs, one row for each, at most {MostEpochs}", DefaultValueFactory = _ => 4, HelpName = "N" };
    private static readonly Option<ulong?> Seed = new("--seed") { Description = "Seed in the place of the recipe's", HelpName = "N" };
    private static readonly Option<string> Out = new("--out") { Description = "PNG to write", Required = true, HelpName = "FILE" };

    public static Command Create() => new Command("augment", "Draw a contact sheet: a sample and the crops that a training makes of it in some epochs")
    {
        Shard, Sample, Dataset, Version, TrainCommand.Recipe, TrainCommand.With, Epoch, Epochs, Seed, Out,
    }.Does(async (parsed, output, cancellationToken) =>
    {
        var (first, count) = (InRange("--epoch", parsed.GetValue(Epoch), 1, int.MaxValue), InRange("--epochs", parsed.GetValue(Epochs), 1, MostEpochs));
        var recipe = await RecipeAsync(parsed, cancellationToken);
        var sample = await SampleSearch.FindAsync(parsed, parsed.GetValue(Shard), parsed.GetValue(Sample) ?? "", parsed.GetValue(Dataset), parsed.GetValue(Version), cancellationToken);
        var rows = Enumerable.Range(0, (int)count).Select(row => SampleViews.Of(recipe, sample.Image, sample.Metadata.Modality, first - 1 + row)).ToList();
        await ContactSheet.WriteAsync(parsed.GetValue(Out)!, rows, cancellationToken);

        var answer = rows.SelectMany((row, i) => row.Drawn.Views.Index().Select(view => new { epoch = first + i, view = view.Index + 1, size = (int)Math.Sqrt(row.Views[view.Index].Length), drawn = view.Item })).ToList();
        output.Answer(new { sample.Metadata.Key, sample.Metadata.Modality, shard = sample.Shard, recipe = recipe.Name, recipe.Seed, reference = sample.Image.Reference?.Version, views = answer }, table =>
        {
            table.AddColumns("epoch", "view", "size", "box", "mirrored", "gamma", "contrast", "brightness");
            answer.ForEach(row => table.AddRow(
                $"{row.epoch}", $"{row.view}", $"{row.size}", FormattableString.Invariant($"{row.drawn.Box.Width:F0}x{row.drawn.Box.Height:F0} at {row.drawn.Box.X:F0},{row.drawn.Box.Y:F0}"), row.drawn.Flip ? "yes" : "",
                FormattableString.Invariant($"{row.drawn.Gamma:F2}"), FormattableString.Invariant($"{row.drawn.Contrast:F2}"), FormattableString.Invariant($"{row.drawn.Brightness:+0.00;-0.00}")));
        });
        output.Line($"{parsed.GetValue(Out)}: sample {sample.Metadata.Key} ({sample.Metadata.Modality}) of {sample.Shard}, {(sample.Image.Reference is { } energies ? $"reference energies {energies.Version}" : "no reference energies")}");
        return ExitCodes.Success;
    });

    private static async Task<TrainingRecipe> RecipeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (name, fields) = await RecipeToTrain.FindAsync(parsed.GetValue(TrainCommand.Recipe)!, cancellationToken);
        var overrides = RecipeToTrain.Overrides(fields, parsed.GetValue(TrainCommand.With) ?? []);
        if (parsed.GetValue(Seed) is { } seed)
        {
            overrides["seed"] = $"{seed}";
        }

        if (!TrainingRecipe.BuiltIn.TryGetValue(name, out var recipe))
        {
            throw new UsageException($"--recipe: expected a file or one of {string.Join(", ", TrainingRecipe.BuiltIn.Keys.Order(StringComparer.Ordinal))}, found \"{name}\"");
        }

        // Which labels a recipe learns from does not matter here.
        return TrainingRecipe.TryApply(recipe, overrides, out var result, out var errors) || !errors.Except(recipe.Validate()).Any() ? result : throw new UsageException(string.Join(' ', errors));
    }

    private static long InRange(string option, long value, long low, long high) =>
        value >= low && value <= high ? value : throw new UsageException($"{option} {value}: expected {low} to {high}");
}
