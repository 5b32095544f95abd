using MedSsl.Learning.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

public sealed class WeightSourceTests
{
    private static readonly string Digest = new('a', 64);

    [Fact]
    public void TryParse_reads_what_ToString_writes()
    {
        foreach (var source in (WeightSource[])[new(), new("chest"), new("chest", 3), new(Sha256: Digest)])
        {
            Assert.Equal(source, WeightSource.TryParse($"{source}"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("None")]
    [InlineData("model:")]
    [InlineData("model:a@")]
    [InlineData("model:a@0")]
    [InlineData("model:a@-1")]
    [InlineData("model:a@1@2")]
    [InlineData("file:abc")]
    [InlineData("http://somewhere")]
    public void Recipe_with_something_else_is_refused_with_what_is_allowed(string text)
    {
        Assert.Null(WeightSource.TryParse(text));
        Assert.False(TrainingRecipe.TryApply(TinyTraining.Of("demo"), new Dictionary<string, string> { ["initialWeights"] = text }, out _, out var errors));
        Assert.Contains("model:NAME@VERSION", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Covers_takes_any_version_where_none_is_named()
    {
        Assert.True(new WeightSource("a").Covers(new WeightSource("a", 3)));
        Assert.True(new WeightSource().Covers(new WeightSource()));
        Assert.False(new WeightSource("a", 2).Covers(new WeightSource("a", 3)));
        Assert.False(new WeightSource("a").Covers(new WeightSource("b", 3)));
        Assert.False(new WeightSource().Covers(new WeightSource(Sha256: Digest)));
    }

    [Fact]
    public void Weights_are_part_of_the_digest_and_random_ones_leave_it_as_it_was()
    {
        var recipe = TinyTraining.Of("demo");
        string[] digests = [recipe.Digest(), (recipe with { InitialWeights = "model:a@1" }).Digest(), (recipe with { InitialWeights = "model:a@2" }).Digest(), (recipe with { StemChannels = 3 }).Digest()];
        Assert.Equal(4, digests.Distinct().Count());
        Assert.Equal("none", recipe.InitialWeights);
    }
}
