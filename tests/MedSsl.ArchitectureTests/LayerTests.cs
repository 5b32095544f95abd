using Xunit;

namespace MedSsl.ArchitectureTests;

/// <summary>MEDSSL001 to MEDSSL004 of Directory.Build.targets: what breaks a layer rule does not build, what keeps it does.</summary>
public sealed class LayerTests(LayerChecks checks) : IClassFixture<LayerChecks>
{
    [Theory]
    [InlineData("contracts/MedSsl.Contracts")]
    [InlineData("shared/MedSsl.Imaging")]
    [InlineData("shared/MedSsl.Metrics")]
    [InlineData("shared/MedSsl.Learning")]
    [InlineData("shared/MedSsl.Messaging")]
    [InlineData("services/a/MedSsl.A")]
    [InlineData("services/a/MedSsl.A.Host")]
    [InlineData("services/all/MedSsl.AllInOne")]
    [InlineData("tests/MedSsl.A.Tests")]
    public async Task Project_that_keeps_the_rules_passes(string project) => Assert.Empty(await ErrorsOfAsync(project));

    [Theory]
    [InlineData("services/b/MedSsl.LooksAtSibling", "MEDSSL001", "MedSsl.A:")]
    [InlineData("services/b/MedSsl.LooksAtHost", "MEDSSL001", "MedSsl.A.Host:")]
    [InlineData("services/b/MedSsl.LooksAtAllInOne", "MEDSSL001", "MedSsl.AllInOne:")]
    [InlineData("services/b/MedSsl.B.Host", "MEDSSL001", "MedSsl.A.Host:")]
    [InlineData("shared/MedSsl.LooksAtService", "MEDSSL002", "MedSsl.A:")]
    [InlineData("shared/MedSsl.LooksAtServiceHost", "MEDSSL002", "MedSsl.A.Host:")]
    [InlineData("shared/project/MedSsl.Learning", "MEDSSL003", "MedSsl.Messaging")]
    [InlineData("shared/package/MedSsl.Learning", "MEDSSL003", "MassTransit")]
    [InlineData("shared/hosting/MedSsl.Learning", "MEDSSL003", "Microsoft.Extensions.Hosting")]
    [InlineData("shared/project/MedSsl.Imaging", "MEDSSL003", "MedSsl.Metrics")]
    [InlineData("shared/package/MedSsl.Metrics", "MEDSSL003", "ZstdSharp.Port")]
    [InlineData("contracts/MedSsl.LooksAtShared", "MEDSSL004", "MedSsl.Messaging")]
    public async Task Project_that_breaks_a_rule_fails_with_its_code_and_names_the_reference(string project, string code, string reference)
    {
        var error = Assert.Single(await ErrorsOfAsync(project));
        Assert.StartsWith(code + ": ", error, StringComparison.Ordinal);
        Assert.Contains(reference, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_runs_before_each_compilation()
    {
        var target = Assert.Single(Checkout.ReadXml("Directory.Build.targets").Descendants("Target"), target => (string?)target.Attribute("Name") == "CheckLayers");
        Assert.Equal("CoreCompile", (string?)target.Attribute("BeforeTargets"));
    }

    private Task<IReadOnlyList<string>> ErrorsOfAsync(string project)
    {
        var sample = Assert.Single(LayerChecks.Samples, sample => sample.Path == project);
        return checks.OfAsync(Path.ChangeExtension(sample.File, null));
    }
}
