// Goroutines that recurse deep and pass values, on gccgo's split stacks.
package main

import "fmt"

func deeper(n int) int {
	var frame [64]int
	frame[n%64] = n
	if n == 0 {
		return 0
	}
	return deeper(n-1) + frame[n%64] - n + 1
}

func main() {
	results := make(chan int)
	for i := 0; i < 100; i++ {
		go func(n int) { results <- deeper(n) - n }(100 * i)
	}
	sum := 0
	for i := 0; i < 100; i++ {
		sum += <-results
	}
	fmt.Println("sum", sum)
}
