using MedSsl.Learning.Supervised;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Supervised;

public sealed class SupervisedLossTests
{
    private const float Unknown = float.NaN;

    private static readonly float[,] Logits = { { 0.5f, -1.2f, 2.0f }, { -0.3f, 0.8f, 0.1f }, { 1.5f, 0.0f, -2.5f }, { 0.2f, 0.4f, -0.6f } };

    private static readonly float[,] Answers = { { 1, 0, Unknown }, { Unknown, 1, 0 }, { Unknown, Unknown, Unknown }, { 0, 1, 1 } };

    private static readonly float[,] Classes = { { 0, 0, 1 }, { 1, 0, 0 }, { Unknown, Unknown, Unknown }, { 0, 1, 0 } };

    [Fact]
    public void Compute_of_answers_is_the_mean_sigmoid_cross_entropy_of_the_entries_that_are_known()
    {
        var (sum, count) = (0.0, 0);
        for (var b = 0; b < 4; b++)
        {
            for (var c = 0; c < 3; c++)
            {
                if (!float.IsNaN(Answers[b, c]))
                {
                    var p = 1 / (1 + Math.Exp(-Logits[b, c]));
                    sum -= (Answers[b, c] * Math.Log(p)) + ((1 - Answers[b, c]) * Math.Log(1 - p));
                    count++;
                }
            }
        }

        Assert.Equal(7, count);
        Assert.Equal(sum / count, Loss(Logits, Answers, LabelKind.Binary), 1e-6);
    }

    [Fact]
    public void Compute_of_classes_is_the_mean_softmax_cross_entropy_of_the_images_that_are_labelled()
    {
        var (sum, count) = (0.0, 0);
        for (var b = 0; b < 4; b++)
        {
            var all = Enumerable.Range(0, 3).Sum(c => Math.Exp(Logits[b, c]));
            var labelled = Enumerable.Range(0, 3).Where(c => Classes[b, c] == 1).ToList();
            sum -= labelled.Sum(c => Logits[b, c] - Math.Log(all));
            count += labelled.Count;
        }

        Assert.Equal(3, count);
        Assert.Equal(sum / count, Loss(Logits, Classes, LabelKind.MultiClass), 1e-6);
    }

    [Theory]
    [InlineData(LabelKind.Binary, 0.6931472)] // ln 2
    [InlineData(LabelKind.MultiClass, 1.0986123)] // ln 3
    public void Compute_of_logits_that_say_nothing_is_that_of_guessing(LabelKind kind, double expected) => Assert.Equal(expected, Loss(new float[4, 3], kind == LabelKind.Binary ? Answers : Classes, kind), 1e-6);

    [Theory]
    [InlineData(LabelKind.Binary)]
    [InlineData(LabelKind.MultiClass)]
    public void Compute_does_not_see_rows_without_labels_and_sends_them_no_gradient(LabelKind kind)
    {
        using var scope = NewDisposeScope();
        var targets = tensor(kind == LabelKind.Binary ? Answers : Classes);
        var logits = tensor(Logits).requires_grad_();
        var loss = SupervisedLoss.Compute(logits, targets, kind);
        loss.backward();

        var labelled = tensor(new long[] { 0, 1, 3 });
        Assert.Equal(SupervisedLoss.Compute(logits.detach().index_select(0, labelled), targets.index_select(0, labelled), kind).item<float>(), loss.item<float>(), 1e-6);
        var gradient = logits.grad!;
        Assert.Equal(0, gradient[2].abs().max().item<float>());
        Assert.All([0, 1, 3], row => Assert.True(gradient[row].abs().max().item<float>() > 0.01));
        Assert.Equal(kind == LabelKind.Binary, gradient[0, 2].item<float>() == 0); // an entry that is not known beside two that are
        Assert.True(gradient.isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(LabelKind.Binary)]
    [InlineData(LabelKind.MultiClass)]
    public void Compute_of_nothing_labelled_is_zero_with_a_gradient_of_zero(LabelKind kind)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(Logits).requires_grad_();

        var loss = SupervisedLoss.Compute(logits, full_like(logits, double.NaN, requires_grad: false), kind);
        loss.backward();

        Assert.Equal((0f, 0f), (loss.item<float>(), logits.grad!.abs().max().item<float>()));
        Assert.Equal(0, SupervisedLoss.Compute(zeros(0, 3), zeros(0, 3), kind).item<float>());
    }

    [Fact]
    public void Compute_of_sure_answers_stays_finite()
    {
        var sure = new[,] { { 200f, -200f } };

        Assert.Equal(0, Loss(sure, new[,] { { 1f, 0f } }, LabelKind.Binary), 1e-6);
        Assert.Equal(200, Loss(sure, new[,] { { 0f, 1f } }, LabelKind.Binary), 1e-3);
        Assert.Equal(400, Loss(sure, new[,] { { 0f, 1f } }, LabelKind.MultiClass), 1e-3);
    }

    [Fact]
    public void Compute_of_other_shapes_is_refused()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("Logits are [4, 3] and targets [4, 2]", Assert.Throws<ArgumentException>(() => SupervisedLoss.Compute(tensor(Logits), zeros(4, 2), LabelKind.Binary)).Message, StringComparison.Ordinal);
    }

    private static double Loss(float[,] logits, float[,] targets, LabelKind kind)
    {
        using var scope = NewDisposeScope();
        return SupervisedLoss.Compute(tensor(logits), tensor(targets), kind).item<float>();
    }
}
