<?php
// Fibers: two trees that hold the same keys in different shapes, each walked by a recursive function
// that suspends itself at every key, and compared in step.
//
//     php php_trees.php 20

function insert(array &$tree, int $key): void
{
    $place = &$tree;
    while ($place) {
        $place = &$place[$key < $place[0] ? 1 : 2];
    }
    $place = [$key, [], []];
}

function visit(array $tree): void
{
    if ($tree) {
        visit($tree[1]);
        Fiber::suspend($tree[0]);
        visit($tree[2]);
    }
}

$keys = [];
for ($state = 1; count($keys) < 4000;) {
    $state = ($state * 1664525 + 1013904223) % 4294967296;
    $keys[] = $state;
}
$one = $other = [];
foreach ($keys as $key) {
    insert($one, $key);
}
foreach (array_reverse($keys) as $key) {
    insert($other, $key);
}

$compared = $same = $digest = 0;
for ($round = 0; $round < (int)($argv[1] ?? 20); $round++) {
    $a = new Fiber(visit(...));
    $b = new Fiber(visit(...));
    for ($x = $a->start($one), $y = $b->start($other); !$a->isTerminated() && !$b->isTerminated();
        $x = $a->resume(), $y = $b->resume()) {
        $compared++;
        $same += $x === $y;
        $digest = ($digest * 31 + $x) % 1000000007;
    }
}
echo "$compared keys compared, $same the same; digest $digest\n";
exit($same === $compared && $compared ? 0 : 1);
