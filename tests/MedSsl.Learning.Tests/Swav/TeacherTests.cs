using MedSsl.Learning.Swav;
using MedSsl.Learning.Tests.Training;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Swav;

public sealed class TeacherTests
{
    private static readonly TrainingRecipe Recipe = TinyTraining.Of("dino") with { Steps = 100 };

    private static readonly ModalitySlice[] Slices = [new("CT", 1000, 0, 8), new("MR", 1000, 8, 8)];

    [Theory]
    [InlineData(0, 0)] // a copy of what the run begins with
    [InlineData(50, 0.98)]
    [InlineData(100, 1)]
    public void Momentum_rises_along_half_a_cosine(long step, double expected) => Assert.Equal(expected, Teacher.Momentum(0.96, step, 100), 12);

    [Fact]
    public void Follow_moves_every_weight_by_its_share_and_keeps_prototypes_on_the_sphere()
    {
        using var scope = NewDisposeScope();
        var (teacher, network) = Pair();
        teacher.Follow(network, 0);
        var before = Weight(teacher, "backbone.conv1.weight").clone();
        using (no_grad())
        {
            Weight(network, "backbone.conv1.weight").add_(1);
            Weight(network, "prototypes.CT").neg_().add_(3);
        }

        teacher.Follow(network, 0.75);

        Assert.True(Weight(teacher, "backbone.conv1.weight").allclose(before + 0.25, atol: 1e-6));
        Assert.True(Weight(teacher, "prototypes.CT").norm(1).allclose(ones(Recipe.Prototypes), atol: 1e-6));
        Assert.All(teacher.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact]
    public void Teacher_that_is_a_copy_gives_the_codes_that_the_network_gives_itself()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (teacher, network) = Pair();
        teacher.Follow(network, 0);
        var crops = randn([2, 16, 1, 40, 40], generator: generator);
        var dino = new SwavObjective(Recipe, Slices, teacher);
        var swav = new SwavObjective(Recipe, Slices);

        var taught = dino.Assign(teacher.Embed(crops, [ModalitySlice.Whole(Slices)], bfloat16: false), 0).Codes;
        var own = swav.Assign(network.Embed([crops], [ModalitySlice.Whole(Slices)], bfloat16: false).Embeddings.detach(), 0).Codes;

        Assert.True(taught.allclose(own, atol: 1e-5));
    }

    private static (Teacher Teacher, PretrainingNetwork Network) Pair()
    {
        var teacher = (Recipe with { Seed = 7 }).NewTeacher(Slices)!;
        var backbone = Recipe.NewBackbone();
        return (teacher, new PretrainingNetwork(backbone, Recipe.NewHead(backbone), new SwavObjective(Recipe, Slices)));
    }

    private static Tensor Weight(nn.Module module, string name) => module.named_parameters().First(entry => entry.name == name).parameter;
}
