using MedSsl.Learning.Backbones;
using MedSsl.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Benchmarks;

/// <summary>
/// The update of all weights of a ResNet-50 by LARC, its factors known: as it is done, tensor by tensor in one pass; operation by operation; and in flat buffers, where
/// gradients are added to zeros instead of taking their place, and are scaled tensor by tensor. In processor time, in turn.
/// </summary>
internal static class UpdateBenchmark
{
    private const int Rounds = 15;
    private const double Rate = 0.1;
    private const double Decay = 1e-6;
    private const double Momentum = 0.9;
    private const double Scale = 0.003;

    public static IEnumerable<BenchmarkRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var weights = ResNet.Create("resnet50", seed: 1).parameters().Select(parameter => parameter.detach()).ToList();
        var gradients = weights.Select(weight => randn_like(weight)).ToList();
        var momenta = weights.Select(weight => zeros_like(weight)).ToList();
        var (flatWeights, flatGradients, flatMomenta) = (cat([.. weights.Select(weight => weight.flatten())]), zeros(weights.Sum(weight => weight.numel())), zeros(weights.Sum(weight => weight.numel())));
        var lengths = weights.Select(weight => weight.numel()).ToArray();
        var (views, weightViews) = (flatGradients.split(lengths), flatWeights.split(lengths));

        var forms = new (string Name, Action Update)[]
        {
            ("one pass", () => Each(i => FusedSgd.Step(weights[i], gradients[i], momenta[i], Scale, Decay, Momentum, Rate))),
            ("operation by operation", () => Each(i =>
            {
                momenta[i].mul_(Momentum).add_(gradients[i], alpha: Scale).add_(weights[i], alpha: Scale * Decay);
                weights[i].add_(momenta[i], alpha: -Rate);
            })),
            ("flat buffers", () =>
            {
                flatGradients.zero_();
                Each(i => views[i].add_(gradients[i].flatten()).add_(weightViews[i], alpha: Decay).mul_(Scale));
                flatMomenta.mul_(Momentum).add_(flatGradients);
                flatWeights.add_(flatMomenta, alpha: -Rate);
            }),
        };
        var times = forms.Select(_ => new List<(double Wall, double Processor)>()).ToList();
        for (var round = -2; round < Rounds; round++)
        {
            for (var form = 0; form < forms.Length; form++)
            {
                using var inner = NewDisposeScope();
                var before = Environment.CpuUsage.TotalTime;
                var wall = Measure.Once(forms[form].Update);
                if (round >= 0)
                {
                    times[form].Add((1e3 * wall, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds));
                }
            }
        }

        return [.. forms.SelectMany((form, i) => new[]
        {
            new BenchmarkRow($"update of ResNet-50, {form.Name}: best", times[i].Min(one => one.Wall), "ms", "one pass", times[0].Min(one => one.Wall)),
            new BenchmarkRow($"update of ResNet-50, {form.Name}: processor time", times[i].Select(one => one.Processor).Order().ElementAt(Rounds / 2), "ms", "one pass", times[0].Select(one => one.Processor).Order().ElementAt(Rounds / 2)),
        })];

        void Each(Action<int> update)
        {
            for (var i = 0; i < weights.Count; i++)
            {
                update(i);
            }
        }
    }
}
