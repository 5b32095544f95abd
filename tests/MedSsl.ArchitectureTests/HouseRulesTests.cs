using System.Xml.Linq;
using Xunit;

namespace MedSsl.ArchitectureTests;

/// <summary>Each rule holds in this checkout, and finds a case that breaks it.</summary>
public sealed class HouseRulesTests
{
    private const int ConsumerLimit = 50;
    private const int ProgramLimit = 12;

    /// <summary>Needs a package that is not served everywhere; built with -p:DicomToolkit=fo-dicom only.</summary>
    private static readonly string[] OutsideOfTheSolution = ["shared/MedSsl.Dicom.FoDicom/MedSsl.Dicom.FoDicom.csproj"];

    [Fact]
    public void Projects_are_found() => Assert.True(Checkout.Projects.Count > 20 && Checkout.ProductSources.Count > 20);

    [Fact]
    public void Project_names_say_what_a_project_does() => Assert.Empty(HouseRules.BannedNames(Checkout.Projects.Select(path => Path.GetFileNameWithoutExtension(path))));

    [Theory]
    [InlineData("MedSsl.Common")]
    [InlineData("MedSsl.Core")]
    [InlineData("MedSsl.Dicom.Utils")]
    [InlineData("MedSsl.Infrastructure")]
    public void BannedNames_name_that_can_hold_anything_is_found(string name) => Assert.Single(HouseRules.BannedNames([name, "MedSsl.Coordination"]));

    [Fact]
    public void Package_versions_are_pinned() => Assert.Empty(HouseRules.FloatingVersions(Checkout.ReadXml("Directory.Packages.props")));

    [Theory]
    [InlineData("1.2.*", false)]
    [InlineData("*", false)]
    [InlineData("[1.2.0,)", false)]
    [InlineData("", false)]
    [InlineData("1.2.0", true)]
    [InlineData("1.2.0-beta.1", true)]
    [InlineData("[1.2.0,2.0.0)", true)]
    public void FloatingVersions_version_that_moves_is_found(string version, bool pinned) =>
        Assert.Equal(pinned, !HouseRules.FloatingVersions(Packages("Some.Package", version)).Any());

    [Fact]
    public void MassTransit_stays_below_9() => Assert.Empty(HouseRules.CommercialMassTransit(Checkout.ReadXml("Directory.Packages.props")));

    [Theory]
    [InlineData("8.5.12")]
    [InlineData("[8.5.12,)")]
    [InlineData("[9.0.0,10.0.0)")]
    public void CommercialMassTransit_version_that_lets_9_in_is_found(string version) =>
        Assert.Single(HouseRules.CommercialMassTransit(Packages("MassTransit.RabbitMQ", version)));

    [Fact]
    public void Projects_do_not_set_versions() =>
        Assert.Empty(Checkout.Projects.SelectMany(project => HouseRules.OwnVersions(project, Checkout.ReadXml(project))));

    [Fact]
    public void OwnVersions_version_in_a_project_is_found() =>
        Assert.Single(HouseRules.OwnVersions("a.csproj", XDocument.Parse("""<Project><ItemGroup><PackageReference Include="A" Version="1.0.0" /><PackageReference Include="B" /></ItemGroup></Project>""")));

    [Fact]
    public void Solution_and_disk_name_the_same_projects() => Assert.Empty(HouseRules.SolutionGaps(Checkout.Read("MedSsl.Platform.sln"), [.. Checkout.Projects.Except(OutsideOfTheSolution)]));

    [Fact]
    public void SolutionGaps_project_on_one_side_only_is_found() =>
        Assert.Equal(
            ["b/B.csproj is not in the solution", "c/C.csproj is in the solution and not on the disk"],
            HouseRules.SolutionGaps("""Project("{X}") = "A", "a\A.csproj", "{1}" Project("{X}") = "C", "c\C.csproj", "{2}" """, ["a/A.csproj", "b/B.csproj"]));

    [Fact]
    public void Consumers_are_short() =>
        Assert.Empty(Checkout.ProductSources.Where(path => path.EndsWith("Consumer.cs", StringComparison.Ordinal))
            .SelectMany(path => HouseRules.TooLong(path, Checkout.Read(path), ConsumerLimit)));

    [Fact]
    public void Hosts_hold_composition_only() =>
        Assert.Empty(Checkout.ProductSources.Where(path => path.EndsWith(".Host/Program.cs", StringComparison.Ordinal))
            .SelectMany(path => HouseRules.TooLong(path, Checkout.Read(path), ProgramLimit)));

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void TooLong_file_above_the_limit_is_found(int lines, int violations) =>
        Assert.Equal(violations, HouseRules.TooLong("a.cs", string.Concat(Enumerable.Repeat("x;\n", lines)), 3).Count());

    [Fact]
    public void Bus_is_configured_in_one_place() =>
        Assert.Empty(Checkout.ProductSources.SelectMany(path => HouseRules.BusBypasses(path, Checkout.Read(path))));

    [Theory]
    [InlineData("services.AddMassTransit(bus => { });")]
    [InlineData("new Uri(\"queue:seal-shard\")")]
    public void BusBypasses_second_configuration_or_queue_address_is_found(string text) => Assert.Single(HouseRules.BusBypasses("services/a/A.cs", text));

    private static XDocument Packages(string name, string version) =>
        XDocument.Parse($"""<Project><ItemGroup><PackageVersion Include="{name}" Version="{version}" /></ItemGroup></Project>""");
}
